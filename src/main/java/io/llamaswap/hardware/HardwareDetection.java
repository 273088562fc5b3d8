package io.llamaswap.hardware;

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out once what the machine has, aside.
 */
public final class HardwareDetection {

	private static final Logger logger = LoggerFactory.getLogger(HardwareDetection.class);

	private final Supplier<Hardware> look;

	private final Executor worker;

	private final AtomicBoolean begun = new AtomicBoolean();

	private volatile @Nullable Hardware found;

	/**
	 * Makes a detection that has not begun.
	 * @param tools runs vendors' tools
	 * @param worker may block
	 */
	public HardwareDetection(ToolRunner tools, Executor worker) {
		this(() -> new HardwareLook(TextFiles.OF_THIS_MACHINE, tools).take(Clock.systemUTC().instant()), worker);
	}

	HardwareDetection(Supplier<Hardware> look, Executor worker) {
		this.look = look;
		this.worker = worker;
	}

	/** Begins, unless that was done already. */
	public void begin() {
		if (this.begun.compareAndSet(false, true)) {
			this.worker.execute(this::detect);
		}
	}

	private void detect() {
		try {
			this.found = this.look.get();
		}
		catch (RuntimeException ex) {
			logger.warn("the hardware of this machine is unknown", ex);
		}
	}

	/**
	 * Returns what was found.
	 * @return the hardware, empty as long as it is not known
	 */
	public Optional<Hardware> found() {
		return Optional.ofNullable(this.found);
	}

}
