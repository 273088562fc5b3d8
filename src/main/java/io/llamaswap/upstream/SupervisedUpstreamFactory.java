package io.llamaswap.upstream;

import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.Function;

import io.llamaswap.config.ModelConfiguration;
import io.llamaswap.model.ModelId;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Makes upstreams that share one launcher and one loop thread. That thread never waits:
 * whatever takes time is done elsewhere and comes back to it.
 */
public final class SupervisedUpstreamFactory implements UpstreamFactory, AutoCloseable {

	private final Scheduler loop;

	private final Supervision supervision;

	/**
	 * Makes a factory.
	 * @param launcher begins lives
	 * @param outputs where the output of a model goes
	 * @param clock tells the time that is shown; waiting never depends on it
	 */
	public SupervisedUpstreamFactory(UpstreamLauncher launcher, Function<ModelId, OutputSink> outputs, Clock clock) {
		this.loop = Schedulers.newSingle("upstream", true);
		OutboundCalls calls = new OutboundCalls();
		HttpHealthProbe.warmUp(calls).subscribe();
		this.supervision = new Supervision(launcher, outputs, (launch) -> HttpHealthProbe.of(calls, launch), this.loop,
				clock);
	}

	@Override
	public Upstream create(ModelConfiguration model, Consumer<UpstreamEvent> listener) {
		return new SupervisedUpstream(model, this.supervision, listener);
	}

	/**
	 * Ends the loop. No event comes after it.
	 */
	@Override
	public void close() {
		this.loop.dispose();
	}

}
