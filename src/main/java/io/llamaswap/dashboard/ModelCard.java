package io.llamaswap.dashboard;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

import io.llamaswap.config.ModelConfiguration;
import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;

import org.springframework.web.util.UriUtils;

/**
 * One model as its card on the page shows it.
 *
 * @param key name of the card within the page: letters and digits only
 * @param id the real id
 * @param title display name, or the id if there is none
 * @param description description, possibly empty
 * @param aliases its other names
 * @param unlisted whether listings leave it out
 * @param kept whether it is never unloaded by itself
 * @param live what changes all the time
 * @param failure what went wrong last, or {@code null} while all is well
 */
record ModelCard(String key, String id, String title, String description, List<String> aliases, boolean unlisted,
		boolean kept, Live live, @Nullable Failure failure) {

	/**
	 * Makes the card of a model.
	 * @param model its configuration
	 * @param status its status
	 * @param situation what else is known
	 * @return the card
	 */
	static ModelCard of(ModelConfiguration model, ModelStatus status, Situation situation) {
		return new ModelCard(key(model.id()), model.id().value(), title(model), model.listing().description().strip(),
				model.listing().aliases(), model.listing().unlisted(), model.lifetime().residency().keepLoaded(),
				Live.of(status, situation), Failure.of(status));
	}

	static String title(ModelConfiguration model) {
		String name = model.listing().name().strip();
		return name.isEmpty() ? model.id().value() : name;
	}

	/**
	 * Names the card of a model. Ids hold spaces, colons and markup; names of events and
	 * elements must not.
	 * @param model the real id
	 * @return a name of its own
	 */
	static String key(ModelId model) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(model.value().getBytes(StandardCharsets.UTF_8));
			return "m" + HexFormat.of().formatHex(digest, 0, 8);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java has SHA-256", ex);
		}
	}

	/**
	 * Returns the id as part of a path. Its slashes are segments of the path.
	 * @return the encoded id
	 */
	public String path() {
		return UriUtils.encodePath(this.id, StandardCharsets.UTF_8).replace(";", "%3B");
	}

	/**
	 * Returns the id as the value of a query parameter.
	 * @return the encoded id
	 */
	public String parameter() {
		return UriUtils.encode(this.id, StandardCharsets.UTF_8);
	}

	/**
	 * What changes all the time.
	 *
	 * @param state style of the state: {@code stopped}, {@code starting}, {@code ready},
	 * {@code stopping}, {@code failed}, {@code backing-off} or {@code shutdown}
	 * @param label the state for a person
	 * @param since when it entered that state, or {@code null} if it was never anything
	 * else
	 * @param retryAt when it may be tried again, or {@code null}
	 * @param inFlight requests that it serves
	 * @param waiting requests that wait for it
	 * @param why what they wait for, or {@code ""}
	 * @param estimate how long what it does takes
	 * @param process process id and port, or {@code ""}
	 * @param loadable whether loading makes sense
	 * @param unloadable whether unloading makes sense
	 */
	record Live(String state, String label, @Nullable Instant since, @Nullable Instant retryAt, int inFlight,
			int waiting, String why, Estimate estimate, String process, boolean loadable, boolean unloadable) {

		private static Live of(ModelStatus status, Situation situation) {
			StateWords words = StateWords.of(status);
			boolean alive = status.state().isAlive();
			return new Live(words.style(), words.label(), status.since(), status.retryAt(), status.inFlight(),
					status.waiting(), WaitingReason.of(status, situation.outlooks().get(status.id())),
					Estimate.of(status, situation.measured().apply(status.id())), process(status), words.loadable(),
					alive && words.unloadable());
		}

		private static String process(ModelStatus status) {
			if (status.pid() == null) {
				return "";
			}
			return "pid " + status.pid() + ((status.port() != null) ? " · port " + status.port() : "");
		}

	}

	/**
	 * What went wrong last.
	 *
	 * @param title what happened, in a few words
	 * @param reason one sentence
	 * @param exitCode exit code, or {@code null}
	 * @param lastLines the last lines of output, oldest first
	 * @param at when it happened
	 */
	record Failure(String title, String reason, @Nullable Integer exitCode, List<String> lastLines, Instant at) {

		private static @Nullable Failure of(ModelStatus status) {
			ModelFailure failure = status.lastFailure();
			if (failure == null || !status.failed()) {
				return null;
			}
			String title = switch (failure.kind()) {
				case COMMAND -> "Its command could not be run";
				case PORT_TAKEN -> "Its port is taken";
				case EXITED_WHILE_LOADING -> "It ended while loading";
				case NOT_READY_IN_TIME -> "It was not ready in time";
				case DIED -> "It ended by itself";
				case HOOK -> "A hook failed";
				case NOT_ANSWERING -> "It stopped answering";
				case NOT_ENDING -> "It was killed and does not end";
				case ABORTED -> "Its start was called off";
			};
			return new Failure(title, failure.reason(), failure.exitCode(), failure.lastLines(), failure.at());
		}

	}

}
