package io.llamaswap.routing;

import io.llamaswap.activity.Activity;
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
 * @param activity counts requests
 * @param pace how often waiting clients are told something
 */
record ForwardingServices(ModelDirectory directory, ModelLifecycleService lifecycle, UpstreamConnections connections,
		PeerAccess peers, BodyLimits limits, RememberedProps props, Activity activity, FeedbackPace pace) {

}
