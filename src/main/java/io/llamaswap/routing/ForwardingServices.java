package io.llamaswap.routing;

import io.llamaswap.directory.ModelDirectory;
import io.llamaswap.lifecycle.ModelLifecycleService;

/**
 * What every exchange needs.
 *
 * @param directory finds what requested names stand for
 * @param lifecycle grants leases
 * @param connections connections to model servers
 * @param peers the way to peers
 * @param limits bounds of request bodies
 * @param props what models said of themselves
 */
record ForwardingServices(ModelDirectory directory, ModelLifecycleService lifecycle, UpstreamConnections connections,
		PeerAccess peers, BodyLimits limits, RememberedProps props) {

}
