package io.llamaswap.routing;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

import org.springframework.context.SmartLifecycle;

/**
 * Listens to models that become ready as long as the program runs.
 */
final class RememberedPropsLifecycle implements SmartLifecycle {

	private final RememberedProps props;

	/** Guarded by this. */
	private @Nullable Disposable following;

	RememberedPropsLifecycle(RememberedProps props) {
		this.props = props;
	}

	@Override
	public synchronized void start() {
		this.following = this.props.follow().subscribe();
	}

	@Override
	public synchronized void stop() {
		if (this.following != null) {
			this.following.dispose();
			this.following = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.following != null;
	}

}
