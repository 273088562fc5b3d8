package io.llamaswap.lifecycle;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.llamaswap.model.ModelId;
import reactor.core.publisher.Sinks;

/**
 * Those who wait until models are stopped. Used by the loop only.
 */
final class StopWatchers {

	private final List<Watcher> watchers = new ArrayList<>();

	void add(Collection<ModelId> alive, Sinks.Empty<Void> done) {
		Watcher watcher = new Watcher(new HashSet<>(alive), done);
		if (!watcher.endsIfDone()) {
			this.watchers.add(watcher);
		}
	}

	void stopped(ModelId model) {
		this.watchers.removeIf((watcher) -> watcher.remaining().remove(model) && watcher.endsIfDone());
	}

	private record Watcher(Set<ModelId> remaining, Sinks.Empty<Void> done) {

		boolean endsIfDone() {
			if (this.remaining.isEmpty()) {
				this.done.tryEmitEmpty();
				return true;
			}
			return false;
		}

	}

}
