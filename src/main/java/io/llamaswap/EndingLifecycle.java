package io.llamaswap;

import java.time.Duration;

import io.llamaswap.lifecycle.ModelLifecycleService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Ends the program in order, within a bound: new requests are refused, our own streams
 * end, requests in flight may finish, then all models are stopped, and only then the
 * server goes. What does not end in time is killed.
 */
final class EndingLifecycle implements SmartLifecycle, ApplicationListener<ContextClosedEvent> {

	private static final Logger logger = LoggerFactory.getLogger(EndingLifecycle.class);

	private final ModelLifecycleService models;

	private final Ending ending;

	private final ShutdownProperties properties;

	private final ApplicationContext context;

	private volatile boolean running;

	EndingLifecycle(ModelLifecycleService models, Ending ending, ShutdownProperties properties,
			ApplicationContext context) {
		this.models = models;
		this.ending = ending;
		this.properties = properties;
		this.context = context;
	}

	/** The last to start is the first to stop. */
	@Override
	public int getPhase() {
		return Integer.MAX_VALUE;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		if (this.context.equals(event.getApplicationContext())) {
			logger.info("Shutting down: requests in flight may finish within {} s",
					this.properties.drain().toSeconds());
			this.ending.begin();
		}
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	@Override
	public void stop(Runnable callback) {
		this.ending.begin();
		Disposable budget = Mono.delay(this.properties.budget()).subscribe((elapsed) -> hurry());
		this.models.shutdown(this.properties.drain()).doFinally((signal) -> {
			budget.dispose();
			this.running = false;
			callback.run();
		}).subscribe((nothing) -> {
		}, (ex) -> logger.error("Models could not be stopped", ex));
	}

	/**
	 * Kills what is still there instead of waiting for it: that is what a second shutdown
	 * means to the models.
	 */
	void hurry() {
		logger.warn("Not waiting any longer: models are killed");
		this.models.shutdown(Duration.ZERO).subscribe();
	}

}
