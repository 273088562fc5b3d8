package io.llamaswap;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the operating system's signals do. The first TERM or INT ends the program in order
 * with exit code 0 (the JVM's own handler would make it 143), the second one hurries, and
 * HUP reads the configuration anew.
 */
final class EndSignals {

	private static final Logger logger = LoggerFactory.getLogger(EndSignals.class);

	private final AtomicInteger received = new AtomicInteger();

	private volatile @Nullable Runnable hurry;

	private @Nullable Runnable hangUp;

	private boolean hungUp;

	private volatile Duration limit = Duration.ofSeconds(35);

	EndSignals() {
	}

	/**
	 * Takes the signals over. Where the JVM does not allow it, its own handlers stay.
	 * @return what was installed
	 */
	static EndSignals install() {
		EndSignals signals = new EndSignals();
		handle("TERM", signals::end);
		handle("INT", signals::end);
		handle("HUP", signals::hangUp);
		return signals;
	}

	/**
	 * Says how the end goes, once there is something to end.
	 * @param action what the second signal does; called on a thread of its own
	 * @param limit how long the end may take before it is forced with exit code 1
	 */
	void prepare(Runnable action, Duration limit) {
		this.hurry = action;
		this.limit = limit;
	}

	/**
	 * Says what SIGHUP does, once there is something to do. One that came before is not
	 * lost: the files may have changed since they were read.
	 * @param action must not block
	 */
	synchronized void onHangUp(Runnable action) {
		this.hangUp = action;
		if (this.hungUp) {
			action.run();
		}
	}

	synchronized void hangUp() {
		this.hungUp = true;
		if (this.hangUp != null) {
			this.hangUp.run();
		}
		else {
			logger.info("SIGHUP: the configuration is read again as soon as the program has started");
		}
	}

	private void end() {
		Runnable action = this.hurry;
		if (this.received.incrementAndGet() == 1) {
			forceAfter(this.limit);
			System.exit(0);
		}
		else if (action != null) {
			action.run();
		}
		else {
			Runtime.getRuntime().halt(StartRefusedException.FAILURE);
		}
	}

	private static void forceAfter(Duration limit) {
		new Timer("shutdown-watchdog", true).schedule(new TimerTask() {
			@Override
			public void run() {
				Runtime.getRuntime().halt(StartRefusedException.FAILURE);
			}
		}, limit.toMillis());
	}

	// sun.misc.Signal is all that the JDK has. It is reached by name because the
	// compiler's
	// warning of it cannot be switched off.
	private static void handle(String name, Runnable action) {
		try {
			Class<?> signal = Class.forName("sun.misc.Signal");
			Class<?> handler = Class.forName("sun.misc.SignalHandler");
			MethodHandle run = MethodHandles.lookup()
				.findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
				.bindTo(action);
			Object proxy = MethodHandleProxies.asInterfaceInstance(handler,
					MethodHandles.dropArguments(run, 0, signal));
			signal.getMethod("handle", signal, handler)
				.invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
		}
		catch (ReflectiveOperationException | IllegalArgumentException ex) {
			logger.debug("SIG{} stays with the JVM", name, ex);
		}
	}

}
