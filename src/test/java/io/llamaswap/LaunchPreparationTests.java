package io.llamaswap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LaunchPreparationTests {

	private static final String MODEL = "models:\n  m:\n    cmd: server --port ${PORT}\n";

	@TempDir
	private Path folder;

	private Path file;

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	private final ByteArrayOutputStream err = new ByteArrayOutputStream();

	@BeforeEach
	void writeConfiguration() throws IOException {
		this.file = Files.writeString(this.folder.resolve("models.yaml"), MODEL);
	}

	@Test
	void versionComesBeforeEverythingElse() {
		assertThat(preparation().prepare("-listen", "nonsense", "-tls-key-file", "k", "-version")).isEmpty();
		assertThat(text(this.out)).startsWith("version: ").hasLineCount(1);
	}

	@Test
	void helpIsPrinted() {
		assertThat(preparation().prepare("-h")).isEmpty();
		assertThat(text(this.out)).contains("Usage: ");
	}

	@Test
	void loopbackIsTheDefault() {
		ServedAddresses addresses = ServedAddresses.choose(ProgramOptions.parse(), null);
		assertThat(addresses.listen()).isEqualTo(new ListenAddress("127.0.0.1", 8080));
		assertThat(addresses.management().host()).isEqualTo("127.0.0.1");
	}

	@Test
	void tlsHasADefaultPortOfItsOwn() {
		TlsFiles tls = new TlsFiles(this.file, this.file);
		assertThat(ServedAddresses.choose(ProgramOptions.parse(), tls).listen().port()).isEqualTo(8443);
	}

	@Test
	void managementGoesToAnotherPortIfTheNextIsTaken() throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			int port = taken.getLocalPort();
			ProgramOptions options = ProgramOptions.parse("--listen", "127.0.0.1:" + (port - 1));
			assertThat(ServedAddresses.choose(options, null).management().port()).isPositive().isNotEqualTo(port);
		}
	}

	@Test
	void aManagementAddressThatWasAskedForIsInsistedOn() throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			ProgramOptions options = ProgramOptions.parse("--management", "127.0.0.1:" + taken.getLocalPort());
			assertThatExceptionOfType(StartRefusedException.class)
				.isThrownBy(() -> ServedAddresses.choose(options, null))
				.withMessageContaining("--management");
		}
	}

	@Test
	void theGivenFileIsLoaded() {
		Launch launch = preparation().prepare("--config", this.file.toString(), "--listen", "127.0.0.1:0")
			.orElseThrow();
		assertThat(launch.configuration().names()).containsOnlyKeys("m");
		assertThat(launch.source().describe()).contains("models.yaml", "given on the command line");
		assertThat(launch.scheme()).isEqualTo("http");
	}

	@Test
	void aFolderIsMergedAfterTheFile() throws IOException {
		Path more = Files.createDirectory(this.folder.resolve("more"));
		Files.writeString(more.resolve("n.yml"), MODEL.replace("m:", "n:"));
		Launch launch = preparation()
			.prepare("--config", this.file.toString(), "--config-dir", more.toString(), "--listen", "127.0.0.1:0")
			.orElseThrow();
		assertThat(launch.configuration().names()).containsOnlyKeys("m", "n");
		assertThat(launch.source().describe()).contains("models.yaml and ", "more");
	}

	@Test
	void theFileOfTheWorkingDirectoryComesBeforeTheDemo() throws IOException {
		Files.writeString(this.folder.resolve("config.yaml"), MODEL);
		assertThat(ConfigurationSource.choose(ProgramOptions.parse(), this.folder).isDemo()).isFalse();
		assertThat(ConfigurationSource.choose(ProgramOptions.parse(), this.folder.resolve("more")).isDemo()).isTrue();
	}

	@Test
	void aBrokenFileEndsTheStartWithEveryProblem() throws IOException {
		Files.writeString(this.file, "healthCheckTimeout: x\nstartPort: y\n");
		assertThatExceptionOfType(StartRefusedException.class)
			.isThrownBy(() -> preparation().prepare("--config", this.file.toString()))
			.withMessageContaining("models.yaml:1:")
			.withMessageContaining("models.yaml:2:")
			.withMessageContaining("2 errors")
			.satisfies((ex) -> assertThat(ex.exitCode()).isEqualTo(1));
	}

	// A5.
	@Test
	void withoutTheKeysThatAreRequiredNothingStarts() throws IOException {
		Files.writeString(this.file, MODEL + "requireApiKeys: true\n");
		assertThatExceptionOfType(StartRefusedException.class)
			.isThrownBy(() -> preparation().prepare("--config", this.file.toString(), "--listen", "0.0.0.0:0"))
			.withMessageContaining("models.yaml:4:")
			.withMessageContaining("there are no keys, so everybody could call")
			.withMessageContaining("a key under apiKeys or callers")
			.satisfies((ex) -> assertThat(ex.exitCode()).isEqualTo(1));
	}

	@Test
	void warningsAreShownAndDoNotEndTheStart() throws IOException {
		Files.writeString(this.file, MODEL + "    surplus: 1\n");
		assertThat(preparation().prepare("--config", this.file.toString(), "--listen", "127.0.0.1:0")).isPresent();
		assertThat(text(this.err)).contains("surplus", "1 warning");
	}

	@Test
	void halfATlsPairOrAnUnreadableFileIsRefused() {
		assertThatExceptionOfType(StartRefusedException.class).isThrownBy(() -> TlsFiles.of(this.file, null))
			.withMessageContaining("only --tls-cert-file was given");
		assertThatExceptionOfType(StartRefusedException.class)
			.isThrownBy(() -> TlsFiles.of(this.file, this.folder.resolve("none.pem")))
			.withMessageContaining("--tls-key-file")
			.withMessageContaining("none.pem");
		assertThat(TlsFiles.of(null, null)).isNull();
	}

	private LaunchPreparation preparation() {
		return new LaunchPreparation(stream(this.out), stream(this.err), this.folder);
	}

	private static PrintStream stream(ByteArrayOutputStream bytes) {
		return new PrintStream(bytes, true, StandardCharsets.UTF_8);
	}

	private static String text(ByteArrayOutputStream bytes) {
		return bytes.toString(StandardCharsets.UTF_8);
	}

}
