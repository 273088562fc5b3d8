package io.llamaswap.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A launcher that hands out fake servers, at once unless told to wait.
 */
final class FakeLauncher implements UpstreamLauncher {

	final List<Launch> launches = new ArrayList<>();

	final List<FakeServer> servers = new ArrayList<>();

	boolean hanging;

	List<CompletableFuture<RunningServer>> pending = new ArrayList<>();

	@Override
	public CompletionStage<RunningServer> launch(Launch launch) {
		this.launches.add(launch);
		CompletableFuture<RunningServer> future = new CompletableFuture<>();
		this.pending.add(future);
		if (!this.hanging) {
			deliver();
		}
		return future;
	}

	FakeServer deliver() {
		FakeServer server = new FakeServer();
		this.servers.add(server);
		this.pending.get(this.pending.size() - 1).complete(server);
		return server;
	}

	void refuse(RuntimeException reason) {
		this.pending.get(this.pending.size() - 1).completeExceptionally(reason);
	}

	FakeServer last() {
		return this.servers.get(this.servers.size() - 1);
	}

}
