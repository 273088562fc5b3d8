package io.llamaswap.actuate;

import io.llamaswap.lifecycle.ModelLifecycleService;
import io.micrometer.core.instrument.MeterRegistry;
import reactor.core.Disposable;
import reactor.core.Disposables;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Keeps the meters up to date while the program runs.
 */
@Component
final class ModelMetersLifecycle implements SmartLifecycle {

	private final ModelLifecycleService models;

	private final ModelMeters meters;

	private volatile Disposable following = Disposables.disposed();

	ModelMetersLifecycle(ModelLifecycleService models, MeterRegistry registry) {
		this.models = models;
		this.meters = new ModelMeters(registry, models);
	}

	@Override
	public void start() {
		this.models.statuses().forEach(this.meters::update);
		this.following = this.models.changes().subscribe(this.meters::update);
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
