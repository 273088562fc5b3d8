package io.llamaswap.activity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rows over a restart: C287, C288.
 */
class ActivityStoreTests {

	@TempDir
	private Path folder;

	private Path file = Path.of("");

	@BeforeEach
	void name() {
		this.file = this.folder.resolve("rows.db");
	}

	@Test
	void rowsComeBackAsTheyWere() {
		ActivityStore store = new ActivityStore(this.file);
		assertThat(store.load()).isEmpty();
		store.append(row(1), () -> List.of(row(1)));
		store.append(row(2), List::of);
		assertThat(new ActivityStore(this.file).load()).containsExactly(row(1), row(2));
	}

	@Test
	void crashInALineCostsThatLineOnly() throws IOException {
		new ActivityStore(this.file).append(row(1), () -> List.of(row(1)));
		Files.writeString(this.file, "{\"id\":2,\"timest", StandardOpenOption.APPEND);
		ActivityStore store = new ActivityStore(this.file);
		assertThat(store.load()).containsExactly(row(1));
		store.append(row(2), List::of);
		assertThat(new ActivityStore(this.file).load()).containsExactly(row(1), row(2));
	}

	@Test
	void databaseOfLlamaSwapIsLeftAlone() throws IOException {
		byte[] database = "SQLite format 3\0\u00ff".getBytes(StandardCharsets.ISO_8859_1);
		Files.write(this.file, database);
		ActivityStore store = new ActivityStore(this.file);
		store.append(row(1), () -> List.of(row(1)));
		assertThat(Files.readAllBytes(this.file)).isEqualTo(database);
		assertThat(new ActivityStore(this.file).load()).containsExactly(row(1));
	}

	@Test
	void fileHasABound() throws IOException {
		List<ActivityRow> many = LongStream.rangeClosed(1, 2 * ActivityStore.ROWS)
			.mapToObj(ActivityStoreTests::row)
			.toList();
		ActivityStore store = new ActivityStore(this.file);
		store.append(row(1), () -> many);
		store.append(row(2), () -> List.of(row(7)));
		assertThat(Files.readAllLines(this.file)).hasSize(2);
		store.append(row(8), List::of);
		assertThat(Files.readAllLines(this.file)).hasSize(3);
	}

	@Test
	void fileThatCannotBeWrittenIsTriedAgain() throws IOException {
		Path place = this.folder.resolve("gone");
		ActivityStore store = new ActivityStore(place.resolve("rows"));
		store.append(row(1), () -> List.of(row(1)));
		Files.createDirectory(place);
		store.append(row(2), () -> List.of(row(1), row(2)));
		assertThat(new ActivityStore(place.resolve("rows")).load()).containsExactly(row(1), row(2));
	}

	@Test
	void fileThatCannotBeReadIsNotReplaced() throws IOException {
		// Opens, and fails at its first byte, for whoever asks.
		Files.createSymbolicLink(this.file, Path.of("/proc/self/mem"));
		ActivityStore store = new ActivityStore(this.file);
		assertThat(store.load()).isEmpty();
		store.append(row(1), () -> List.of(row(1)));
		assertThat(this.file).isSymbolicLink();
	}

	@Test
	void numbersGoOnAfterARestart() {
		try (Activity first = new Activity(() -> 1, () -> 0, this.file)) {
			finish(first, "a");
			finish(first, "b");
			Awaitility.await().until(() -> new ActivityStore(this.file).load().size() == 2);
		}
		try (Activity second = new Activity(() -> 1, () -> 0, this.file)) {
			finish(second, "c");
			Awaitility.await().until(() -> second.log().lastId() == 3);
			assertThat(second.log().all()).extracting(ActivityRow::model).containsExactly("a", "b", "c");
		}
	}

	private static void finish(Activity activity, String model) {
		MeteredRequest request = activity.begin(new MeteredRequest.Arrival("POST", "/v1/x", List.of(), ""));
		request.found(model, "/v1/x", Map.of(), () -> {
		});
		request.end("", false);
	}

	private static ActivityRow row(long id) {
		return new ActivityRow(id, Instant.parse("2026-11-23T10:00:00.5Z"), "m\u00fc", "/v1/x", "text/plain", 200,
				new TokenCounts(-1, 2, 1, 3, 4, 5.5, -1), Duration.ofMillis(1234), (id == 1) ? null : "why\nso",
				Map.of("selector", "s"));
	}

}
