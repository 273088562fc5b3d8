package io.llamaswap.activity;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

class QuietWorkerTests {

	private static final int MOST = 2000;

	private static final Duration SOON = Duration.ofSeconds(20);

	private final QuietWorker worker = new QuietWorker("quiet-worker-test", MOST);

	@AfterEach
	void close() {
		this.worker.close();
	}

	@Test
	void threadsThatMustNotBlockHandOverWithoutAWait() throws InterruptedException {
		AtomicInteger running = new AtomicInteger();
		AtomicInteger together = new AtomicInteger();
		CountDownLatch done = new CountDownLatch(MOST);
		// BlockHound watches these threads.
		List<Boolean> taken = Flux.range(0, MOST).parallel(4).runOn(Schedulers.parallel()).map((number) -> {
			return this.worker.offer(() -> {
				if (running.incrementAndGet() > 1) {
					together.incrementAndGet();
				}
				running.decrementAndGet();
				done.countDown();
			});
		}).sequential().collectList().block(SOON);
		assertThat(taken).hasSize(MOST).doesNotContain(false);
		assertThat(done.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(together).hasValue(0);
	}

	@Test
	void noMoreThanItsBoundWaits() throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		assertThat(this.worker.offer(() -> {
			begun.countDown();
			await(end);
		})).isTrue();
		assertThat(begun.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		CountDownLatch done = new CountDownLatch(MOST);
		for (int count = 0; count < MOST; count++) {
			assertThat(this.worker.offer(done::countDown)).isTrue();
		}
		assertThat(this.worker.offer(done::countDown)).isFalse();
		end.countDown();
		assertThat(done.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(this.worker.offer(done::countDown)).isTrue();
	}

	@Test
	void taskThatFailsDoesNotEndIt() throws InterruptedException {
		CountDownLatch done = new CountDownLatch(1);
		this.worker.offer(() -> {
			throw new IllegalStateException("wrong");
		});
		this.worker.offer(() -> {
			throw new StackOverflowError("wrong");
		});
		this.worker.offer(done::countDown);
		assertThat(done.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void takesNothingOnceItIsClosed() {
		this.worker.close();
		assertThat(this.worker.offer(() -> {
		})).isFalse();
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await(SOON.toSeconds(), TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
