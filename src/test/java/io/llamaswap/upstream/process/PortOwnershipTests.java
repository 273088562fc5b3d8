package io.llamaswap.upstream.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import com.sun.net.httpserver.HttpServer;
import io.llamaswap.model.ModelFailure;
import io.llamaswap.test.DemoModels;
import io.llamaswap.test.FreePorts;
import io.llamaswap.upstream.ModelFixture;
import io.llamaswap.upstream.RecordedEvents;
import io.llamaswap.upstream.SupervisedUpstreamFactory;
import io.llamaswap.upstream.Upstream;
import io.llamaswap.upstream.UpstreamEvent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that only our own child makes an upstream ready.
 */
class PortOwnershipTests {

	private static final ProcessUpstreamLauncher launcher = ProcessUpstreamLauncher.ofThisMachine();

	private static final SupervisedUpstreamFactory factory = new SupervisedUpstreamFactory(launcher,
			(model) -> (bytes, offset, length) -> {
			}, Clock.systemUTC());

	private final RecordedEvents events = new RecordedEvents();

	private final int port = FreePorts.one();

	@BeforeAll
	static void open() {
		launcher.open();
	}

	@AfterAll
	static void close() {
		factory.close();
		launcher.close();
	}

	@Test
	void modelServerThatOpensItsPortItselfIsReady() {
		Upstream upstream = start(ModelFixture.ofCommand(demo().toArray(String[]::new)));
		awaitEvents("Ready");
		upstream.stop(Duration.ofSeconds(5));
		awaitEvents("Ready", "Stopped");
		assertThat(listeners().isHeld("127.0.0.1", this.port)).isFalse();
	}

	@Test
	void modelServerBehindAWrapperIsReady() {
		Upstream upstream = start(ModelFixture.ofScript(String.join(" ", demo()) + " & wait"));
		awaitEvents("Ready");
		upstream.stop(Duration.ofSeconds(5));
		awaitEvents("Ready", "Stopped");
	}

	@Test
	void strangerThatTookThePortMeanwhileIsNotABackend() throws IOException {
		Upstream upstream = start(ModelFixture.ofCommand("sleep", "110"));
		Awaitility.await().until(() -> upstream.status().pid() != null);
		HttpServer stranger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port), 0);
		stranger.createContext("/", (exchange) -> {
			exchange.sendResponseHeaders(200, -1);
			exchange.close();
		});
		stranger.start();
		try {
			Awaitility.await().until(() -> this.events.names().contains("Failed"));
			ModelFailure failure = this.events.only(UpstreamEvent.Failed.class).failure();
			assertThat(failure.kind()).isEqualTo(ModelFailure.Kind.PORT_TAKEN);
			assertThat(failure.reason()).contains("java").contains("port " + this.port);
		}
		finally {
			stranger.stop(0);
		}
		awaitEvents("Failed", "Stopped");
	}

	@Test
	void portOnTheOtherLoopbackAddressIsNotTaken() throws IOException {
		try (ServerSocket other = new ServerSocket(this.port, 1,
				InetAddress.getByAddress(new byte[] { 127, 0, 0, 2 }))) {
			assertThat(other.isBound()).isTrue();
			assertThat(listeners().isHeld("127.0.0.1", this.port)).isFalse();
			assertThat(listeners().isHeld("127.0.0.2", this.port)).isTrue();
			assertThat(listeners().isHeld("localhost", this.port)).isFalse();
		}
	}

	private Upstream start(ModelFixture model) {
		Upstream upstream = factory.create(model.checkedAt(this.port).withOwnPort().model(), this.events);
		upstream.start();
		return upstream;
	}

	private List<String> demo() {
		return DemoModels.arguments(Integer.toString(this.port), "a");
	}

	private static LocalListeners listeners() {
		return new LocalListeners(new ProcessTable(Path.of("/proc")), Path.of("/proc/net"));
	}

	private void awaitEvents(String... names) {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(5))
			.atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(this.events.names()).containsExactly(names));
	}

}
