package io.llamaswap.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.llamaswap.config.yaml.ScalarType;
import io.llamaswap.config.yaml.YamlNode;
import io.llamaswap.config.yaml.YamlScalar;
import org.jspecify.annotations.Nullable;

/**
 * Gives types to the keys about what is remembered.
 */
final class ActivityBinder {

	private static final int DEFAULT_ROWS = 1_000;

	private static final Duration INTERVAL = Duration.ofSeconds(5);

	private final Section root;

	private final StorePlace storePlace;

	ActivityBinder(Section root, StorePlace storePlace) {
		this.root = root;
		this.storePlace = storePlace;
	}

	ActivityConfiguration bind() {
		int rows = this.root.integer("metricsMaxInMemory", DEFAULT_ROWS);
		// 5 in llama-swap: everybody's prompts, readable for everybody.
		long megabytes = Math.max(0, this.root.integer("captureBuffer", 0));
		Path store = store();
		List<String> sessions = sessionHeaders();
		Section performance = this.root.section("performance");
		boolean disabled = performance.flag("disabled", false);
		Duration interval = interval(performance);
		performance.close();
		return new ActivityConfiguration((rows > 0) ? rows : DEFAULT_ROWS, megabytes << 20, store, sessions, !disabled,
				interval);
	}

	private @Nullable Path store() {
		Section store = this.root.section("store");
		String text = store.text("path", "").strip();
		store.close();
		if (!this.root.isGiven("store")) {
			return null;
		}
		if (text.isEmpty()) {
			this.root.problems().error(this.root.at("store"), "store.path", "the path is missing", "a file");
			return null;
		}
		if (text.contains("${")) {
			return null;
		}
		try {
			Path path = Path.of(text);
			String reason = this.storePlace.objection(path);
			if (!reason.isEmpty()) {
				this.root.problems()
					.error(store.at("path"), "store.path", "the store cannot be kept there: " + reason,
							"a file that can be written");
			}
			return path;
		}
		catch (InvalidPathException ex) {
			this.root.problems().error(store.at("path"), "store.path", "no path: " + ex.getReason(), "a file");
			return null;
		}
	}

	private List<String> sessionHeaders() {
		Section ui = this.root.section("ui");
		Section activity = ui.section("activity");
		List<YamlScalar> written = activity.texts("session_id");
		boolean given = activity.isGiven("session_id");
		activity.close();
		ui.close();
		if (!given) {
			return ActivityConfiguration.DEFAULT.sessionIdHeaders();
		}
		Map<String, String> headers = written.stream()
			.map((header) -> header.text().strip())
			.filter((header) -> !header.isEmpty())
			.collect(Collectors.toMap((header) -> header.toLowerCase(Locale.ROOT), (header) -> header,
					(first, second) -> first, LinkedHashMap::new));
		return List.copyOf(headers.values());
	}

	private Duration interval(Section performance) {
		YamlNode node = performance.node("every", "duration");
		if (node == null) {
			return INTERVAL;
		}
		boolean text = node instanceof YamlScalar scalar && scalar.type() == ScalarType.TEXT;
		Optional<Duration> parsed = text ? GoDuration.parse(((YamlScalar) node).text()) : Optional.empty();
		Duration interval = parsed.orElse(Duration.ofNanos(-1));
		if (interval.isZero()) {
			return INTERVAL;
		}
		if (interval.compareTo(INTERVAL) < 0) {
			this.root.problems()
				.error(node.position(), "performance.every", parsed.isPresent() ? "the interval is too short"
						: node.describe() + " where a duration is wanted", "5s or more, such as 15s or 1m30s");
			return INTERVAL;
		}
		return interval;
	}

}
