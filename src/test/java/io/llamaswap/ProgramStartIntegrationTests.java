package io.llamaswap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A start that fails after everything was checked.
 */
@ResourceLock(Resources.SYSTEM_OUT)
class ProgramStartIntegrationTests {

	private static final ListenAddress ANY = new ListenAddress(ListenAddress.LOOPBACK, 0);

	@TempDir
	private Path folder;

	@Test
	void addressTakenSinceTheCheckIsOneLine() throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			ListenAddress address = new ListenAddress(ListenAddress.LOOPBACK, taken.getLocalPort());
			assertRefused(new ServedAddresses(address, ANY), taken.getLocalPort());
			assertRefused(new ServedAddresses(ANY, address), taken.getLocalPort());
		}
	}

	private void assertRefused(ServedAddresses addresses, int port) throws IOException {
		Launch launch = launch(addresses);
		PrintStream before = System.out;
		ByteArrayOutputStream written = new ByteArrayOutputStream();
		System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
		try {
			assertThatExceptionOfType(StartRefusedException.class)
				.isThrownBy(() -> new ProgramStart(launch, System.out).run())
				.satisfies((refusal) -> assertThat(refusal.exitCode()).isEqualTo(1))
				.withMessage("cannot listen on port " + port
						+ ": another program uses it (choose another address with --listen or --management)");
		}
		finally {
			System.setOut(before);
		}
		assertThat(written.toString(StandardCharsets.UTF_8)).doesNotContain("APPLICATION FAILED", "ERROR");
	}

	private Launch launch(ServedAddresses addresses) throws IOException {
		Path file = Files.writeString(this.folder.resolve("config.yaml"), "models: {}\n");
		ConfigurationSource source = new ConfigurationSource(file, null, "test");
		return new Launch(addresses, null, source, source.load(System.err::println), false);
	}

}
