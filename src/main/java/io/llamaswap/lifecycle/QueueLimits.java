package io.llamaswap.lifecycle;

import org.jspecify.annotations.Nullable;

/**
 * How many requests may wait beside the bound of each model.
 *
 * @param total for all models together, 0 for no limit
 * @param perCaller of one caller, 0 for no limit; what the program asks for itself does
 * not count
 */
record QueueLimits(int total, int perCaller) {

	/** No limits. */
	static final QueueLimits NONE = new QueueLimits(0, 0);

	/**
	 * Looks whether another request may wait.
	 * @param request the request
	 * @param queue who waits already
	 * @return why it may not, or {@code null} if it may
	 */
	@Nullable Refusal objection(LeaseRequest request, WaitingQueue queue) {
		if (this.perCaller > 0 && request.hasCaller() && queue.countOf(request.caller()) >= this.perCaller) {
			return Refusals.callerQueueFull(this.perCaller);
		}
		return (this.total > 0 && queue.size() >= this.total) ? Refusals.everyQueueFull(this.total) : null;
	}

}
