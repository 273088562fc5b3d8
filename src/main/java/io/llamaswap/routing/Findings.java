package io.llamaswap.routing;

import org.jspecify.annotations.Nullable;

/**
 * What the members {@code model} and {@code stream} of a body turned out to be.
 */
final class Findings {

	private ModelScanner.@Nullable Finding first;

	private boolean seen;

	private boolean repeated;

	private boolean conflicting;

	private boolean streamSeen;

	private boolean stream;

	private boolean streamConflicting;

	/**
	 * Notes a value of {@code model}.
	 * @param model the decoded value; {@code null} or {@code ""} counts as missing
	 * @param start offset of its first byte
	 * @param end offset behind its last byte
	 */
	void model(@Nullable String model, long start, long end) {
		if (this.seen) {
			this.repeated = true;
			String before = (this.first != null) ? this.first.model() : "";
			this.conflicting |= !before.equals((model != null) ? model : "");
			return;
		}
		this.seen = true;
		if (model != null && !model.isEmpty()) {
			this.first = new ModelScanner.Finding(model, start, end);
		}
	}

	void stream(boolean value) {
		this.streamConflicting |= this.streamSeen && this.stream != value;
		if (!this.streamSeen) {
			this.streamSeen = true;
			this.stream = value;
		}
	}

	ModelScanner.@Nullable Finding first() {
		return this.first;
	}

	boolean isRepeated() {
		return this.repeated;
	}

	boolean isConflicting() {
		return this.conflicting;
	}

	boolean isStream() {
		return this.stream;
	}

	boolean isStreamConflicting() {
		return this.streamConflicting;
	}

}
