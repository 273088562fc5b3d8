package io.llamaswap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

import io.llamaswap.test.ProgramProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The command line of the released jar, as a user meets it (contract C001-C012).
 */
class CommandLineIntegrationTests {

	private static final String ANY_PORT = "127.0.0.1:0";

	@TempDir
	private Path folder;

	@Test
	void versionIsOneLineWhateverElseIsGiven() {
		try (ProgramProcess program = ProgramProcess.start(this.folder, "-config", "nowhere", "-version")) {
			assertThat(program.awaitExit(ProgramProcess.PATIENCE)).isZero();
			assertThat(program.output()).singleElement().asString().startsWith("version: ");
			assertThat(program.errors()).isEmpty();
		}
	}

	@Test
	void helpIsPrinted() {
		try (ProgramProcess program = ProgramProcess.start(this.folder, "-help")) {
			assertThat(program.awaitExit(ProgramProcess.PATIENCE)).isZero();
			assertThat(program.output()).anyMatch((line) -> line.contains("--listen=HOST:PORT"));
		}
	}

	@Test
	void anUnknownFlagIsAnsweredWithTheUsage() {
		try (ProgramProcess program = ProgramProcess.start(this.folder, "--nope")) {
			assertThat(program.awaitExit(ProgramProcess.PATIENCE)).isEqualTo(2);
			assertThat(program.errors()).first().asString().contains("--nope");
			assertThat(program.errors()).anyMatch((line) -> line.startsWith("Usage: "));
			assertThat(program.output()).isEmpty();
		}
	}

	@Test
	void halfATlsPairIsRefused() {
		try (ProgramProcess program = ProgramProcess.start(this.folder, "--tls-key-file=key.pem")) {
			assertThat(program.awaitExit(ProgramProcess.PATIENCE)).isEqualTo(1);
			assertThat(program.errors()).singleElement()
				.asString()
				.contains("--tls-cert-file", "--tls-key-file", "only --tls-key-file");
		}
	}

	@Test
	void everyProblemOfAConfigurationIsReportedAtOnce() throws IOException {
		Path file = Files.writeString(this.folder.resolve("broken.yaml"), """
				healthCheckTimeout: soon
				models:
				  one:
				    cmd: server --port ${PORT}
				    ttl: never
				  two:
				    cmd: server --model ${nothing}
				    proxy: http://127.0.0.1:9
				""");
		try (ProgramProcess program = ProgramProcess.start(this.folder, "--config", file.toString())) {
			assertThat(program.awaitExit(ProgramProcess.PATIENCE)).isEqualTo(1);
			String report = String.join("\n", program.errors());
			assertThat(report).contains("broken.yaml:1:", "healthCheckTimeout", "soon")
				.contains("broken.yaml:5:", "ttl", "never")
				.contains("broken.yaml:7:", "nothing")
				.contains("3 errors");
			assertThat(program.output()).isEmpty();
		}
	}

	@Test
	void aMissingConfigurationIsReported() {
		try (ProgramProcess program = ProgramProcess.start(this.folder, "--config", "nowhere.yaml")) {
			assertThat(program.awaitExit(ProgramProcess.PATIENCE)).isEqualTo(1);
			assertThat(String.join("\n", program.errors())).contains("nowhere.yaml", "does not exist");
		}
	}

	@Test
	void aTakenAddressIsOneClearLine() throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				ProgramProcess program = ProgramProcess.start(this.folder, "--listen",
						"127.0.0.1:" + taken.getLocalPort())) {
			assertThat(program.awaitExit(ProgramProcess.PATIENCE)).isEqualTo(1);
			assertThat(program.errors()).singleElement()
				.asString()
				.contains("127.0.0.1:" + taken.getLocalPort(), "another program", "--listen");
			assertThat(program.output()).isEmpty();
		}
	}

	@Test
	void theFileOfTheWorkingDirectoryIsUsed() throws IOException, InterruptedException {
		Files.writeString(this.folder.resolve("config.yaml"), """
				models:
				  from-here:
				    cmd: server --port ${PORT}
				""");
		try (ProgramProcess program = ProgramProcess.start(this.folder, "--listen", ANY_PORT).awaitReady()) {
			assertThat(program.output()).anyMatch(
					(line) -> line.matches(".*Configuration: .*config\\.yaml \\(found in the working directory\\).*"));
			assertThat(program.output()).anyMatch((line) -> line.contains("1 model: from-here"));
			assertThat(get(program.url() + "/v1/models")).contains("\"from-here\"");
		}
	}

	@Test
	void withoutAFileTheDemoStartsAndTheReportSaysWhereToLook() throws IOException, InterruptedException {
		try (ProgramProcess program = ProgramProcess.start(this.folder, "--listen", ANY_PORT).awaitReady()) {
			program.awaitLine(Pattern.compile("curl .*vicuna"));
			assertThat(program.output()).hasSizeLessThan(15).anyMatch((line) -> line.contains("built-in demo"));
			assertThat(program.url()).startsWith("http://127.0.0.1:");
			assertThat(get(program.url() + "/v1/models")).contains("\"alpaca\"", "\"vicuna\"");
			assertThat(get(program.managementUrl() + "/actuator/health")).contains("\"UP\"");
			assertThat(program.output()).filteredOn((line) -> line.startsWith("  curl ")).hasSize(2);
			assertThat(program.output()).noneMatch((line) -> line.startsWith("[WARN]"));
			if (isHangUpHeard()) {
				program.signal("HUP");
				program.awaitLine(Pattern.compile("Configuration read again \\(SIGHUP\\): nothing changes"));
			}
			program.signal("TERM");
			assertThat(program.awaitExit(ProgramProcess.PATIENCE)).isZero();
			assertThat(program.errors()).isEmpty();
		}
	}

	// Below nohup it is ignored, and children inherit that.
	private static boolean isHangUpHeard() throws IOException {
		return Files.readAllLines(Path.of("/proc/self/status"))
			.stream()
			.filter((line) -> line.startsWith("SigIgn:"))
			.noneMatch((line) -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1) != 0);
	}

	@Test
	void anAddressThatOthersReachIsAnnounced() {
		try (ProgramProcess program = ProgramProcess.start(this.folder, "--listen", ":0").awaitReady()) {
			assertThat(program.output()).anyMatch((line) -> line.startsWith("[WARN]") && line.contains("127.0.0.1"));
		}
	}

	@Test
	void theManagementPortServesNoModels() throws IOException, InterruptedException {
		try (ProgramProcess program = ProgramProcess
			.start(this.folder, "--listen", ANY_PORT, "--management", "127.0.0.1:0")
			.awaitReady()) {
			assertThat(get(program.managementUrl() + "/v1/models")).contains("404");
			assertThat(get(program.managementUrl() + "/upstream/alpaca/health")).contains("404");
			assertThat(get(program.url() + "/running")).contains("\"running\":[]");
		}
	}

	private static String get(String url) throws IOException, InterruptedException {
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
			.body();
	}

}
