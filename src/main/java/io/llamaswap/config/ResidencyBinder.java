package io.llamaswap.config;

import java.time.Duration;

/**
 * Gives types to when models make room, for all ({@code scheduling}) and for one.
 */
final class ResidencyBinder {

	private final Section section;

	ResidencyBinder(Section section) {
		this.section = section;
	}

	/**
	 * Binds what counts for models that say nothing themselves.
	 * @return the defaults of models
	 */
	ResidencyConfiguration ofAll() {
		return new ResidencyConfiguration(false, this.section.seconds("minResidency", 0),
				this.section.seconds("drainLimit", 0),
				this.section.integer("queueLimit", ResidencyConfiguration.DEFAULT_QUEUE_LIMIT, 1), Duration.ZERO);
	}

	/**
	 * Binds what one model says.
	 * @param defaults what counts where it says nothing
	 * @return its residency
	 */
	ResidencyConfiguration ofModel(ResidencyConfiguration defaults) {
		int queueLimit = this.section.integer("queueLimit", 0, 0);
		return new ResidencyConfiguration(this.section.flag("keepLoaded", false),
				this.section.seconds("minResidency", defaults.minResidency()),
				this.section.seconds("drainLimit", defaults.drainLimit()),
				(queueLimit > 0) ? queueLimit : defaults.queueLimit(), this.section.seconds("checkInterval", 0));
	}

}
