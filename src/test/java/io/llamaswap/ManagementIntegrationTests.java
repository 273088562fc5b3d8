package io.llamaswap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What the management port shows, and to whom.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManagementIntegrationTests {

	private static final int CONNECT_MILLIS = 2000;

	private final HttpClient client = HttpClient.newHttpClient();

	private RunningApplication application;

	@BeforeAll
	void start(@TempDir Path folder) throws IOException {
		this.application = RunningApplication.start(folder, "models:\n  a:\n    cmd: server --port ${PORT}\n");
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@Test
	void onlyFiveEndpointsAreThere() throws Exception {
		String links = answer(this.application.managementAddress(), "GET", "/actuator").body();
		Set<String> names = new TreeSet<>(Pattern.compile("\"([a-z-]+)\":\\{\"href\"")
			.matcher(links)
			.results()
			.map((MatchResult result) -> result.group(1))
			.toList());
		assertThat(names).containsExactly("health", "health-path", "info", "models", "profiles", "prometheus", "self");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator/health", "/actuator/health/liveness", "/actuator/info", "/actuator/models",
			"/actuator/profiles", "/actuator/prometheus" })
	void theyAnswer(String path) throws Exception {
		assertThat(answer(this.application.managementAddress(), "GET", path).statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator/env", "/actuator/beans", "/actuator/configprops", "/actuator/heapdump",
			"/actuator/loggers", "/actuator/mappings", "/actuator/threaddump", "/actuator/shutdown",
			"/actuator/gateway/routes", "/v1/models", "/api/models/unload", "/ui/" })
	void nothingElseDoes(String path) throws Exception {
		assertThat(answer(this.application.managementAddress(), "GET", path).statusCode()).isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator/models", "/actuator/profiles", "/actuator/shutdown" })
	void nothingCanBeChangedThere(String path) throws Exception {
		assertThat(answer(this.application.managementAddress(), "POST", path).statusCode()).isIn(404, 405);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator", "/actuator/health", "/actuator/prometheus" })
	void modelsPortHasNoneOfIt(String path) throws Exception {
		assertThat(answer(this.application.address(), "GET", path).statusCode()).isEqualTo(404);
	}

	@Test
	void machineIsWatchedWithinSecondsAndToldOnBothPorts() {
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(answer(this.application.address(), "GET", "/metrics").body())
				.contains("llamaswap_memory_total_bytes ", "llamaswap_model_state{"));
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.untilAsserted(
					() -> assertThat(answer(this.application.managementAddress(), "GET", "/actuator/prometheus").body())
						.contains("llamaswap_memory_total_bytes ", "llamaswap_model_state{"));
	}

	@Test
	void otherMachinesDoNotReachIt() throws IOException {
		int port = this.application.managementAddress().getPort();
		for (InetAddress address : addressesForOthers()) {
			assertThatThrownBy(() -> {
				try (Socket socket = new Socket()) {
					socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
				}
			}).as(address.toString()).isInstanceOf(IOException.class);
		}
	}

	private static List<InetAddress> addressesForOthers() throws SocketException {
		return NetworkInterface.networkInterfaces()
			.flatMap(NetworkInterface::inetAddresses)
			.filter((address) -> !address.isLoopbackAddress())
			.toList();
	}

	private HttpResponse<String> answer(URI base, String method, String path) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
			.method(method, HttpRequest.BodyPublishers.noBody())
			.build();
		return this.client.send(request, HttpResponse.BodyHandlers.ofString());
	}

}
