package io.llamaswap.upstream.process;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SpawnThread}: a child that asked to die with its parent is killed when
 * the thread that started it ends.
 */
class SpawnThreadTests {

	@Test
	void oneThreadStartsEverythingAndOutlivesAFault() {
		SpawnThread spawn = new SpawnThread();
		List<Thread> threads = new CopyOnWriteArrayList<>();
		for (int i = 0; i < 20; i++) {
			boolean faulty = i % 5 == 0;
			spawn.execute(() -> {
				threads.add(Thread.currentThread());
				if (faulty) {
					throw new IllegalStateException("it was told to");
				}
			});
		}
		CompletableFuture.runAsync(() -> threads.add(Thread.currentThread()), spawn).join();
		assertThat(threads).hasSize(21).containsOnly(threads.get(0));
		assertThat(threads.get(0).isAlive()).isTrue();
	}

}
