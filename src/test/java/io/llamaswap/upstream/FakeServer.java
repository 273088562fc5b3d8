package io.llamaswap.upstream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A running server that does what a test says.
 */
final class FakeServer implements RunningServer {

	final List<String> calls = new ArrayList<>();

	final CompletableFuture<Integer> exit = new CompletableFuture<>();

	final List<Long> left = new ArrayList<>(List.of(7L));

	CompletableFuture<Void> stopRequest = CompletableFuture.completedFuture(null);

	Optional<String> stranger = Optional.empty();

	boolean portHeld;

	boolean released;

	/** That of the last request to stop. */
	String stopCommand = "";

	void exit(int code) {
		this.left.remove(7L);
		this.exit.complete(code);
	}

	@Override
	public Long pid() {
		return 7L;
	}

	@Override
	public boolean isAlive() {
		return !this.exit.isDone();
	}

	@Override
	public CompletionStage<Integer> onExit() {
		return this.exit;
	}

	@Override
	public List<String> lastLines() {
		return List.of("last words");
	}

	@Override
	public CompletionStage<Optional<String>> findStranger() {
		return CompletableFuture.completedFuture(this.stranger);
	}

	@Override
	public CompletionStage<Void> requestStop(String cmdStop, Duration limit) {
		this.calls.add("requestStop " + limit.toMillis());
		this.stopCommand = cmdStop;
		return this.stopRequest;
	}

	@Override
	public CompletionStage<Void> terminate() {
		this.calls.add("terminate");
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public CompletionStage<Void> kill() {
		this.calls.add("kill");
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public CompletionStage<Remains> remains() {
		return CompletableFuture.completedFuture(new Remains(this.left, this.portHeld));
	}

	@Override
	public void release() {
		this.released = true;
	}

}
