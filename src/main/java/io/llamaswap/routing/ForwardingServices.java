package io.llamaswap.routing;

import java.util.function.Supplier;

import io.llamaswap.config.Configuration;
import io.llamaswap.lifecycle.ModelLifecycleService;

/**
 * What every exchange needs.
 *
 * @param configuration the current configuration, asked once per request
 * @param lifecycle grants leases
 * @param connections connections to model servers
 * @param limits bounds of request bodies
 * @param props what models said of themselves
 */
record ForwardingServices(Supplier<Configuration> configuration, ModelLifecycleService lifecycle,
		UpstreamConnections connections, BodyLimits limits, RememberedProps props) {

}
