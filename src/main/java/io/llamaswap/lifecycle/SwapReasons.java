package io.llamaswap.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import io.llamaswap.model.ModelState;
import org.jspecify.annotations.Nullable;

/**
 * The words in which decisions of {@link SwapScheduler} give their reasons.
 */
final class SwapReasons {

	private SwapReasons() {
	}

	/**
	 * Says why a request that has just come has to wait.
	 * @param waiting the request
	 * @param slot its model
	 * @param claims what is being done for whom
	 * @return the reason, or {@code null} if its model is being loaded: that was told
	 */
	static @Nullable String wait(Waiting waiting, Slot slot, List<Claim> claims) {
		if (slot.is(ModelState.STARTING)) {
			return slot.isClosing() ? "its load is given up (" + slot.closedBecause() + "), then it is loaded again"
					: null;
		}
		if (slot.is(ModelState.READY)) {
			return slot.isClosing() ? "it drains (" + slot.closedBecause() + "), then it is loaded again"
					: (slot.isFull() ? "it serves as many requests as it may, " + slot.leases()
							: "an older request waits for its room");
		}
		for (Claim claim : claims) {
			if (claim.wants(waiting.model())) {
				return absent(slot, claim);
			}
		}
		return "an older request waits for the same room";
	}

	private static String absent(Slot slot, Claim claim) {
		if (!claim.rivals().isEmpty()) {
			String names = claim.rivals().stream().map(Object::toString).sorted().collect(Collectors.joining(", "));
			return names + ((claim.rivals().size() > 1) ? " have to make room" : " has to make room")
					+ (claim.mayLoad() ? "" : ", when the loads of other models are over");
		}
		return slot.is(ModelState.STOPPING) ? "its last life has not ended yet" : "other models are loading";
	}

	/**
	 * Says what keeps a model that is to end.
	 * @param slot the model, which serves somebody
	 * @return some words
	 */
	static String inFlight(Slot slot) {
		return (slot.leases() == 1) ? "1 request in flight is waited for"
				: slot.leases() + " requests in flight are waited for";
	}

	/**
	 * Says why a model is started.
	 * @param first who is the first to want it
	 * @param count how many wait for it
	 * @return a few words
	 */
	static String start(Waiting first, int count) {
		if (count > 1) {
			return count + " requests wait for it";
		}
		return first.request().isPreload() ? "preload" : "a request waits for it";
	}

	static String retry() {
		return "it ended for want of memory soon after another model; tried once more in " + Settling.PAUSE.toSeconds()
				+ " s";
	}

	/**
	 * Says what follows if a model that failed, and may be started, fails once more.
	 * @param slot the model
	 * @param backOff how long it is then left alone
	 * @return words that go on after a reason, or {@code ""} if it has not failed
	 */
	static String failed(Slot slot, BackOff backOff) {
		int failures = slot.failures().inRow();
		if (failures == 0) {
			return "";
		}
		Duration next = backOff.after(failures + 1);
		return "; it failed " + ((failures == 1) ? "the last time" : failures + " times in a row")
				+ (next.isZero() ? "" : ", once more and it is left alone for " + WholeSeconds.of(next) + " s");
	}

	static String backOff(Slot slot, Duration delay) {
		return "it failed " + slot.failures().inRow() + " times in a row; not started again for "
				+ WholeSeconds.of(delay) + " s";
	}

}
