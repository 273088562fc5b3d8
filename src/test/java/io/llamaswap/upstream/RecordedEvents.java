package io.llamaswap.upstream;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.llamaswap.model.ModelFailure;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps every event of an upstream.
 */
public final class RecordedEvents implements Consumer<UpstreamEvent> {

	private final List<UpstreamEvent> events = new CopyOnWriteArrayList<>();

	@Override
	public void accept(UpstreamEvent event) {
		this.events.add(event);
	}

	/**
	 * Returns what happened.
	 * @return the events in order
	 */
	public List<UpstreamEvent> all() {
		return this.events;
	}

	/**
	 * Returns what kinds of event happened.
	 * @return simple names in order
	 */
	public List<String> names() {
		return this.events.stream().map((event) -> event.getClass().getSimpleName()).toList();
	}

	/**
	 * Waits until these have happened and nothing else.
	 * @param names simple names in order
	 */
	public void await(String... names) {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(5))
			.atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(names()).containsExactly(names));
	}

	/**
	 * Returns why the only start that failed did so.
	 * @return the failure
	 */
	public ModelFailure failure() {
		return only(UpstreamEvent.Failed.class).failure();
	}

	/**
	 * Returns the only event of a kind.
	 * @param type the kind
	 * @param <T> the kind
	 * @return the event
	 */
	public <T extends UpstreamEvent> T only(Class<T> type) {
		List<T> found = this.events.stream().filter(type::isInstance).map(type::cast).toList();
		if (found.size() != 1) {
			throw new AssertionError("expected one %s in %s".formatted(type.getSimpleName(), this.events));
		}
		return found.get(0);
	}

}
