package io.llamaswap.activity;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.Disposable;

import static org.assertj.core.api.Assertions.assertThat;

class ActivityLogTests {

	private final ActivityLog log = new ActivityLog(() -> 4);

	@Test
	void oldestRowsMakeRoom() {
		for (int count = 0; count < 6; count++) {
			add("m", count, count);
		}
		assertThat(this.log.find(query("id", false))).extracting(ActivityRow::id).containsExactly(3L, 4L, 5L, 6L);
	}

	@ParameterizedTest
	@CsvSource({ "id,true,4 3 2 1", "generated,false,2 1 4 3", "duration,true,2 4 3 1", "model,false,1 3 4 2" })
	void rowsAreSortedAndTiesGoByTheNumber(String column, boolean descending, String expected) {
		add("a", 5, 1);
		add("c", 1, 9);
		add("b", 7, 2);
		add("b", 6, 2);
		assertThat(this.log.find(query(column, descending)).stream().map((row) -> Long.toString(row.id())).toList())
			.containsExactly(expected.split(" ", -1));
	}

	@Test
	void rowsAreFiltered() {
		add("a", 1, 1);
		add("b", 1, 1);
		add("c", 1, 1);
		assertThat(this.log.find(new ActivityQuery(Set.of("a", "c"), null, null, 2, 9, "id", false)))
			.extracting(ActivityRow::model)
			.containsExactly("c");
		assertThat(this.log
			.find(new ActivityQuery(Set.of(), Instant.ofEpochSecond(1), Instant.ofEpochSecond(1), 1, 9, "id", false)))
			.isEmpty();
	}

	@Test
	void statsSumUp() {
		assertThat(ActivityStats.of(List.of()).prompt()).isNull();
		for (int count = 1; count <= 4; count++) {
			add("m", count * 10, 1);
		}
		ActivityStats stats = ActivityStats.of(this.log.find(query("id", false)));
		assertThat(stats.requests()).isEqualTo(4);
		assertThat(stats.output()).isEqualTo(100);
		assertThat(stats.cached()).isZero();
		assertThat(stats.prompt()).isNull();
		ActivityStats.Histogram speeds = Objects.requireNonNull(stats.generation());
		assertThat(speeds.bins()).containsExactly(1, 1, 0, 1, 1);
		assertThat(List.of(speeds.min(), speeds.max(), speeds.binSize(), speeds.p50(), speeds.p95()))
			.containsExactly(10.0, 40.0, 6.0, 25.0, 38.5);
		assertThat(speeds.p99()).isBetween(39.69, 39.71);
	}

	@Test
	void followersSeeNewRows() {
		List<Long> seen = new ArrayList<>();
		Disposable following = this.log.added().subscribe((row) -> seen.add(row.id()));
		add("m", 1, 1);
		following.dispose();
		add("m", 1, 1);
		assertThat(seen).containsExactly(1L);
	}

	private static ActivityQuery query(String column, boolean descending) {
		return new ActivityQuery(Set.of(), null, null, 1, Long.MAX_VALUE, column, descending);
	}

	private void add(String model, int output, int seconds) {
		this.log.add((id) -> new ActivityRow(id, Instant.EPOCH.plusSeconds(100), model, "/p", "t", 200,
				new TokenCounts(-1, -1, -1, 1, output, -1, output), Duration.ofSeconds(seconds), null, Map.of()));
	}

}
