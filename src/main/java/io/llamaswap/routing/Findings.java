package io.llamaswap.routing;

import java.util.ArrayList;
import java.util.List;

import io.llamaswap.error.ApiError;
import org.jspecify.annotations.Nullable;

/**
 * What the members {@code model} and {@code stream} of a body turned out to be.
 */
final class Findings {

	/** More of the same than this is nobody's mistake. */
	private static final int MOST = 64;

	/** Where the model stands, everywhere with the same value. */
	private final List<ModelScanner.Finding> models = new ArrayList<>(1);

	private int seen;

	private @Nullable ApiError objection;

	private boolean streamSeen;

	private boolean stream;

	/**
	 * Notes a value of {@code model}.
	 * @param model the decoded value; {@code null} or {@code ""} counts as missing
	 * @param start offset of its first byte
	 * @param end offset behind its last byte
	 */
	void model(@Nullable String model, long start, long end) {
		String value = (model != null) ? model : "";
		boolean differs = this.seen > 0 && !value.equals(this.models.isEmpty() ? "" : this.models.get(0).model());
		if (differs || this.seen >= MOST) {
			twice("model");
		}
		else if (!value.isEmpty()) {
			this.models.add(new ModelScanner.Finding(value, start, end));
		}
		this.seen++;
	}

	/**
	 * Notes what counts where the body says nothing of {@code stream}.
	 * @param value what the query says
	 */
	void streamOtherwise(boolean value) {
		if (!this.streamSeen) {
			this.stream = value;
		}
	}

	void stream(boolean value) {
		if (this.streamSeen && this.stream != value) {
			twice("stream");
		}
		if (!this.streamSeen) {
			this.streamSeen = true;
			this.stream = value;
		}
	}

	/**
	 * Returns where the model stands.
	 * @return all places so far, in their order
	 */
	List<ModelScanner.Finding> models() {
		return this.models;
	}

	/**
	 * Notes that something stands twice which may stand there once.
	 * @param what its name for the caller
	 */
	void twice(String what) {
		object(ApiError.duplicateMember(what));
	}

	/**
	 * Notes why the body must not pass. The first reason counts.
	 * @param error what its sender is told
	 */
	void object(ApiError error) {
		this.objection = (this.objection != null) ? this.objection : error;
	}

	@Nullable ApiError objection() {
		return this.objection;
	}

	boolean isStream() {
		return this.stream;
	}

}
