package io.llamaswap.log;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a history remembers and what its followers see.
 */
class LogHistoryTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	@Test
	void remembersWhatFits() {
		LogHistory history = new LogHistory(100);
		history.append("one\n");
		history.append("two\n");
		assertThat(history.text()).isEqualTo("one\ntwo\n");
		assertThat(history.snapshot()).hasSize(8);
	}

	@Test
	void forgetsTheOldestAndBeginsWithAWholeLine() {
		LogHistory history = new LogHistory(16);
		history.append("0123456789\nabc\nd\n");
		assertThat(history.text()).isEqualTo("abc\nd\n");
	}

	@Test
	void keepsExactlyItsCapacityOfAnEndlessLine() {
		LogHistory history = new LogHistory(16);
		history.append("0123456789abcdefXYZ");
		assertThat(history.text()).isEqualTo("3456789abcdefXYZ");
		history.append("!");
		assertThat(history.text()).isEqualTo("456789abcdefXYZ!");
	}

	@Test
	void staysBoundedByAHundredKibibytes() {
		LogHistory history = new LogHistory();
		byte[] line = "x".repeat(999).concat("\n").getBytes(StandardCharsets.UTF_8);
		for (int count = 0; count < 2000; count++) {
			history.append(line, 0, line.length);
		}
		assertThat(history.snapshot()).hasSizeBetween(100 * 1024 - 1000, 100 * 1024);
	}

	@Test
	void repairsWhatIsNotUtf8() {
		LogHistory history = new LogHistory();
		history.append(new byte[] { 'a', (byte) 0xff, 'b' }, 0, 3);
		assertThat(history.text()).isEqualTo("a\ufffdb");
	}

	@Test
	void lastLinesAreReadable() {
		LogHistory history = new LogHistory();
		history.append("first\n\u001b[31mred\u001b[0m\r\n\n 10%\r 20%\nlast");
		assertThat(history.lastLines(3)).containsExactly("red", " 20%", "last");
		assertThat(history.lastLines(10)).hasSize(4);
		assertThat(history.lastLines(0)).isEmpty();
	}

	@Test
	void endLineEndsALineOnce() {
		LogHistory history = new LogHistory();
		history.endLine();
		history.append("half");
		history.endLine();
		history.endLine();
		assertThat(history.text()).isEqualTo("half\n");
	}

	@Test
	void followersGetTheHistoryThenWhatIsNew() {
		LogHistory history = new LogHistory();
		history.append("old\n");
		StepVerifier.create(history.follow(true).map(LogHistoryTests::text))
			.expectNext("old\n")
			.then(() -> history.append("new\n"))
			.expectNext("new\n")
			.then(history::endFollowers)
			.expectComplete()
			.verify(LIMIT);
	}

	@Test
	void followersWithoutHistoryGetOnlyWhatIsNew() {
		LogHistory history = new LogHistory();
		history.append("old\n");
		StepVerifier.create(history.follow(false).map(LogHistoryTests::text))
			.expectSubscription()
			.then(() -> history.append("new\n"))
			.expectNext("new\n")
			.thenCancel()
			.verify(LIMIT);
		assertThat(history.followers()).isZero();
	}

	@Test
	void whatIsWrittenAfterASnapshotFollowsItHoweverLateSomebodyListens() {
		LogHistory history = new LogHistory();
		history.append("old\n");
		LogSnapshot snapshot = history.snapshotWithLater();
		history.append("between\n");
		assertThat(text(snapshot.bytes())).isEqualTo("old\n");
		StepVerifier.create(snapshot.later().map(LogHistoryTests::text))
			.expectNext("between\n")
			.then(() -> history.append("new\n"))
			.expectNext("new\n")
			.thenCancel()
			.verify(LIMIT);
	}

	@Test
	void nothingIsMissingOrDoubledHoweverAFollowerComesIn() throws Exception {
		LogHistory history = new LogHistory(1 << 20);
		int lines = 20_000;
		ExecutorService writer = Executors.newSingleThreadExecutor();
		try {
			CountDownLatch half = new CountDownLatch(1);
			Future<?> writing = writer.submit(() -> {
				for (int line = 0; line < lines; line++) {
					history.append("line " + line + "\n");
					if (line == lines / 2) {
						half.countDown();
					}
				}
			});
			half.await();
			StringBuilder seen = new StringBuilder();
			Disposable follower = history.follow(true).map(LogHistoryTests::text).subscribe(seen::append);
			writing.get();
			history.endFollowers();
			Awaitility.await().atMost(LIMIT).until(follower::isDisposed);
			assertThat(seen.toString().lines()).hasSize(lines);
			assertThat(seen.toString()).isEqualTo(history.text());
		}
		finally {
			writer.shutdownNow();
		}
	}

	@Test
	void aStalledReaderIsToldWhatItLostAndNobodyElseIsAffected() {
		LogHistory history = new LogHistory(64);
		List<String> others = new ArrayList<>();
		Disposable other = history.follow(false).map(LogHistoryTests::text).subscribe(others::add);
		StepVerifier.create(history.follow(false).map(LogHistoryTests::text), 1)
			.expectSubscription()
			.then(() -> history.append("begun"))
			.expectNext("begun")
			.then(() -> {
				for (int line = 0; line < 10; line++) {
					history.append("-- line " + line + " --\n");
					int expected = 13 * (line + 1) + 5;
					Awaitility.await()
						.atMost(LIMIT)
						.until(() -> String.join("", List.copyOf(others)).length() == expected);
				}
			})
			.thenRequest(1)
			.expectNext("\n— 78 bytes dropped —\n-- line 6 --\n-- line 7 --\n-- line 8 --\n-- line 9 --\n")
			.thenCancel()
			.verify(LIMIT);
		assertThat(String.join("", others)).doesNotContain("dropped").contains("line 0", "line 9");
		other.dispose();
	}

	@Test
	void largeHistoriesComeInPiecesOnDemand() {
		LogHistory history = new LogHistory();
		history.append("x".repeat(50_000));
		StepVerifier.create(history.follow(true).map((bytes) -> bytes.length), 0)
			.thenRequest(2)
			.expectNext(16_384, 16_384)
			.thenRequest(2)
			.expectNext(16_384, 848)
			.thenCancel()
			.verify(LIMIT);
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

}
