package io.llamaswap.upstream;

import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

import io.llamaswap.config.HookConfiguration;
import io.netty.handler.codec.http.HttpHeaderNames;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufMono;

/**
 * Does what is to be done at a moment of a model's life: runs a command or calls an
 * address. Waits for nothing.
 */
final class HookRunner {

	private static final int SUCCESS = 200;

	private static final int REDIRECT = 300;

	private final UpstreamLauncher launcher;

	private final OutboundCalls calls = new OutboundCalls();

	HookRunner(UpstreamLauncher launcher) {
		this.launcher = launcher;
	}

	/**
	 * Does it.
	 * @param hook what is done
	 * @param limit how long it may take
	 * @param launch the life that it belongs to
	 * @param facts what it is told
	 * @return one text on any thread, never an error: {@code ""} if it went well, else
	 * what went wrong, for any caller to read; cancelling ends it
	 */
	Mono<String> run(HookConfiguration hook, Duration limit, Launch launch, HookFacts facts) {
		URI url = hook.url();
		Mono<String> outcome = (url != null) ? call(url, limit, facts)
				: command(new BesideCommand(hook.arguments(), facts.environment(), limit), launch);
		return outcome.onErrorResume((error) -> Mono.just(describe(error, limit))).defaultIfEmpty("got no answer");
	}

	private Mono<String> command(BesideCommand command, Launch launch) {
		return Mono.fromFuture(() -> this.launcher.runBeside(launch, command))
			.map((exitCode) -> (exitCode == 0) ? "" : "ended with exit code " + exitCode);
	}

	private Mono<String> call(URI url, Duration limit, HookFacts facts) {
		return this.calls.to(url)
			.flatMap((client) -> client
				.headers((headers) -> headers.set(HttpHeaderNames.CONTENT_TYPE, "application/json"))
				.post()
				.uri(url)
				.send(ByteBufMono.fromString(Mono.just(facts.json())))
				.response())
			.map((response) -> response.status().code())
			.timeout(limit)
			.map((status) -> (status >= SUCCESS && status < REDIRECT) ? "" : "was answered with HTTP " + status);
	}

	// An address or a path may be a secret: no message of an error goes into it.
	private static String describe(Throwable error, Duration limit) {
		Throwable cause = (error instanceof CompletionException && error.getCause() != null) ? error.getCause() : error;
		if (cause instanceof TimeoutException) {
			return "did not end within %d s".formatted(limit.toSeconds());
		}
		if (cause instanceof LaunchRefusedException refusal) {
			return "could not be started: " + refusal.reason();
		}
		if (cause instanceof ConnectException || cause instanceof UnknownHostException) {
			return "could not be reached";
		}
		return "failed (" + cause.getClass().getSimpleName() + ")";
	}

}
