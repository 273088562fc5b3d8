package io.llamaswap.lifecycle;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SerialLoopTests {

	private final SerialLoop loop = new SerialLoop();

	private final List<Integer> done = new ArrayList<>();

	@Test
	void taskBroughtByATaskRunsAfterIt() {
		this.loop.run(() -> {
			this.loop.run(() -> this.done.add(2));
			this.done.add(1);
		});
		assertThat(this.done).containsExactly(1, 2);
	}

	@Test
	void taskThatThrowsDoesNotHurtTheNext() {
		this.loop.run(() -> {
			throw new IllegalStateException("on purpose");
		});
		this.loop.run(() -> {
			throw new StackOverflowError("on purpose");
		});
		this.loop.run(() -> this.done.add(1));
		assertThat(this.done).containsExactly(1);
	}

	@Test
	void tasksOfManyThreadsNeverOverlapAndNoneIsLost() throws Exception {
		int threads = 4;
		int each = 20_000;
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		CountDownLatch ran = new CountDownLatch(threads * each);
		int[] unguarded = new int[1];
		for (int thread = 0; thread < threads; thread++) {
			executor.execute(() -> {
				for (int i = 0; i < each; i++) {
					this.loop.run(() -> {
						unguarded[0]++;
						ran.countDown();
					});
				}
			});
		}
		assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
		executor.shutdown();
		assertThat(unguarded[0]).isEqualTo(threads * each);
	}

}
