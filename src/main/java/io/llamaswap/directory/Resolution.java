package io.llamaswap.directory;

import java.util.List;

import io.llamaswap.json.JsonEdit;
import io.llamaswap.model.Caller;
import org.jspecify.annotations.Nullable;

/**
 * What a requested name turned out to stand for.
 *
 * @param recipient who answers
 * @param name the name after profile and selector: what a local model is called by unless
 * it says otherwise
 * @param edits what is changed in JSON bodies for this name, possibly nothing
 * @param selector the selector that chose, or {@code null}
 * @param release to be run when the request has ended, however it did; running it again
 * does nothing
 */
public record Resolution(Recipient recipient, String name, List<JsonEdit> edits, @Nullable String selector,
		Runnable release) {

	/**
	 * Returns the name that the recipient has to be called by.
	 * @return the value of {@code model} in what it is sent
	 */
	public String nameForRecipient() {
		return this.recipient.nameFor(this.name);
	}

	/**
	 * Tells whether a caller may use this under the name it asked for or under its real
	 * one.
	 * @param caller who asks
	 * @param requested the name as requested
	 * @return {@code false} if it is to them as if it did not exist
	 */
	public boolean isOpenTo(Caller caller, String requested) {
		return caller.mayUse(requested) || caller.mayUse(this.name) || caller.mayUse(this.recipient.fullName());
	}

	Resolution selected(String by, Runnable end) {
		return new Resolution(this.recipient, this.name, this.edits, by, end);
	}

}
