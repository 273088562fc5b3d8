package io.llamaswap.dashboard;

import io.llamaswap.lifecycle.ModelStatus;

/**
 * The words for a state: failed, stopped by somebody and backing off are three different
 * things to the person who looks.
 */
enum StateWords {

	STOPPED("stopped", "Stopped", true, false),

	FAILED("failed", "Failed", true, false),

	STARTING("starting", "Loading", false, true),

	READY("ready", "Ready", false, true),

	STOPPING("stopping", "Unloading", false, false),

	BACKING_OFF("backing-off", "Backing off", false, false),

	SHUTDOWN("shutdown", "Program is ending", false, false);

	private final String style;

	private final String label;

	private final boolean loadable;

	private final boolean unloadable;

	StateWords(String style, String label, boolean loadable, boolean unloadable) {
		this.style = style;
		this.label = label;
		this.loadable = loadable;
		this.unloadable = unloadable;
	}

	static StateWords of(ModelStatus status) {
		return switch (status.state()) {
			case STOPPED -> status.failed() ? FAILED : STOPPED;
			case STARTING -> STARTING;
			case READY -> READY;
			case STOPPING -> STOPPING;
			case BACKING_OFF -> BACKING_OFF;
			case SHUTDOWN -> SHUTDOWN;
		};
	}

	String style() {
		return this.style;
	}

	String label() {
		return this.label;
	}

	boolean loadable() {
		return this.loadable;
	}

	boolean unloadable() {
		return this.unloadable;
	}

}
