package io.llamaswap.upstream;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.llamaswap.config.HookConfiguration;
import io.llamaswap.config.HookMoment;
import io.llamaswap.test.TestCertificate;
import io.netty.handler.ssl.SslContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OutboundCalls} of a server that speaks TLS, from a thread that must
 * not wait: BlockHound is with us.
 */
class OutboundCallsTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private final Scheduler loop = Schedulers.newSingle("loop", true);

	private final Queue<String> agents = new ConcurrentLinkedQueue<>();

	@TempDir
	private Path folder;

	private TestCertificate certificate;

	private DisposableServer server;

	private URI address;

	@BeforeEach
	void start() {
		this.certificate = TestCertificate.in(this.folder);
		SslContext context = this.certificate.serving();
		this.server = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.secure((spec) -> spec.sslContext(context))
			.handle((request, response) -> {
				this.agents.addAll(request.requestHeaders().getAll("User-Agent"));
				return response.status(200).send();
			})
			.bindNow();
		this.address = URI.create("https://127.0.0.1:" + this.server.port());
	}

	@AfterEach
	void stop() {
		TestCertificate.distrust();
		this.server.disposeNow();
		this.loop.dispose();
	}

	@Test
	void probeIsAnsweredIfTheCertificateIsTrusted() {
		this.certificate.trust();
		assertThat(onLoop(probe())).isEqualTo(new HealthProbe.Answer(true, "HTTP 200"));
	}

	@Test
	void probeSaysThatACertificateIsNotTrusted() {
		assertThat(onLoop(probe()))
			.isEqualTo(new HealthProbe.Answer(false, "TLS could not be agreed, or its certificate is not trusted"));
	}

	@Test
	void warmUpIsAnswered() {
		this.certificate.trust();
		assertThat(onLoop(new WarmUp().ask(new Endpoint(this.address, 1), "/v1/completions", "m"))).isEqualTo(200);
		assertThat(this.agents).singleElement().asString().matches("llama-swap(/\\S+)?");
	}

	@Test
	void hookIsAnswered() {
		this.certificate.trust();
		HookConfiguration hook = new HookConfiguration(List.of(), this.address, LIMIT, true);
		Launch launch = new Launch(ModelFixture.ofCommand("x").model().id(),
				ModelFixture.ofCommand("x").model().launch(), 1, (bytes, offset, length) -> {
				});
		assertThat(onLoop(new HookRunner(new FakeLauncher()).run(hook, LIMIT, launch,
				new HookFacts(HookMoment.AFTER_READY, launch, null, null))))
			.isEmpty();
	}

	private Mono<HealthProbe.Answer> probe() {
		return new HttpHealthProbe(new OutboundCalls(), new Endpoint(this.address, 1), "/health").ask(LIMIT);
	}

	private <T> T onLoop(Mono<T> call) {
		return call.subscribeOn(this.loop).toFuture().join();
	}

}
