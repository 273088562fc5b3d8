package io.llamaswap.actuate;

import java.util.function.Supplier;

import io.llamaswap.activity.Activity;
import io.llamaswap.config.Configuration;
import io.micrometer.core.instrument.MeterRegistry;
import reactor.core.Disposable;
import reactor.core.Disposables;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Counts requests while the program runs.
 */
@Component
final class RequestMetersLifecycle implements SmartLifecycle {

	private final Activity activity;

	private final RequestMeters meters;

	private volatile Disposable following = Disposables.disposed();

	RequestMetersLifecycle(Activity activity, MeterRegistry registry, Supplier<Configuration> configuration) {
		this.activity = activity;
		this.meters = new RequestMeters(registry, configuration);
	}

	@Override
	public void start() {
		this.following = this.activity.log().added().subscribe(this.meters::count);
	}

	@Override
	public void stop() {
		this.following.dispose();
	}

	@Override
	public boolean isRunning() {
		return !this.following.isDisposed();
	}

}
