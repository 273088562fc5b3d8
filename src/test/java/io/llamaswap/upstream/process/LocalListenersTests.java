package io.llamaswap.upstream.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LocalListeners} with made-up processes and sockets.
 */
class LocalListenersTests {

	private static final int PORT = 9001;

	private static final String HEADER = padded(
			"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when" + " retrnsmt   uid  timeout inode");

	@TempDir
	private Path root;

	@BeforeEach
	void processes() throws IOException {
		Files.createDirectories(this.root.resolve("self"));
		Files.writeString(this.root.resolve("self/stat"), "");
		process(10, "nginx", 100, "777");
		process(20, "llama-server", 500, "888");
		listen("0100007F:2329", "0A", "777");
	}

	@Test
	void olderProcessOnThePortIsAStranger() {
		assertThat(listeners().findStranger(PORT, List.of(20L), 500))
			.contains("port 9001 is held by nginx (process 10)");
		assertThat(listeners().describeHolder(PORT)).isEqualTo("port 9001 is held by nginx (process 10)");
	}

	@Test
	void memberOfTheLifeIsNone() {
		assertThat(listeners().findStranger(PORT, List.of(20L, 10L), 500)).isEmpty();
	}

	@Test
	void youngerProcessMayHaveBeenStartedByTheLife() {
		assertThat(listeners().findStranger(PORT, List.of(20L), 100)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "rootlesskit", "docker-proxy", "pasta.avx2", "com.docker.back" })
	void forwarderToContainersIsNoStranger(String name) throws IOException {
		Files.writeString(this.root.resolve("10/comm"), name + "\n");
		assertThat(listeners().findStranger(PORT, List.of(20L), 500)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "00000000:2329", "0100007F:2329", "00000000000000000000000000000000:2329",
			"00000000000000000000000001000000:2329", "0000000000000000FFFF00000100007F:2329" })
	void everyAddressThatLoopbackReachesCounts(String address) throws IOException {
		listen(address, "0A", "777");
		assertThat(listeners().findStranger(PORT, List.of(20L), 500)).isPresent();
	}

	@ParameterizedTest
	@ValueSource(strings = { "0100007F:232A", "0500A8C0:2329", "B80D0120000000000000000001000000:2329" })
	void otherPortsAndAddressesDoNot(String address) throws IOException {
		listen(address, "0A", "777");
		assertThat(listeners().findStranger(PORT, List.of(20L), 500)).isEmpty();
	}

	@Test
	void connectionIsNoListener() throws IOException {
		listen("0100007F:2329", "01", "777");
		assertThat(listeners().findStranger(PORT, List.of(20L), 500)).isEmpty();
	}

	@Test
	void holderThatCannotBeSeenIsNotAccused() throws IOException {
		listen("0100007F:2329", "0A", "999");
		assertThat(listeners().findStranger(PORT, List.of(20L), 500)).isEmpty();
		assertThat(listeners().describeHolder(PORT)).isEqualTo("port 9001 is held by another process");
	}

	@Test
	void memberIsFoundBehindOtherListeners() throws IOException {
		Files.writeString(this.root.resolve("tcp"), HEADER + line("0100007F:1F90", "0A", "1")
				+ line("0100007F:2329", "0A", "888") + line("0100007F:2329", "0A", "777"));
		assertThat(listeners().findStranger(PORT, List.of(20L), 500)).isEmpty();
		assertThat(listeners().findStranger(PORT, List.of(), 600)).isPresent();
	}

	private LocalListeners listeners() {
		return new LocalListeners(new ProcessTable(this.root), this.root);
	}

	private void process(long pid, String name, long startTicks, String inode) throws IOException {
		Path directory = this.root.resolve(Long.toString(pid));
		Files.createDirectories(directory.resolve("fd"));
		Files.writeString(directory.resolve("stat"),
				"%d (%s) S 1 %d %d 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 %d 0 0".formatted(pid, name, pid, pid, startTicks));
		Files.writeString(directory.resolve("comm"), name + "\n");
		Files.createSymbolicLink(directory.resolve("fd/3"), Path.of("socket:[" + inode + "]"));
	}

	private void listen(String address, String state, String inode) throws IOException {
		Files.writeString(this.root.resolve((address.length() > 13) ? "tcp6" : "tcp"),
				HEADER + line(address, state, inode));
		Files.writeString(this.root.resolve((address.length() > 13) ? "tcp" : "tcp6"), HEADER);
	}

	private static String line(String address, String state, String inode) {
		return padded("   0: %s 00000000:0000 %s 00000000:00000000 00:00000000 00000000  1000        0 %s 1 0"
			.formatted(address, state, inode));
	}

	// As the kernel does it for IPv4.
	private static String padded(String line) {
		return "%-149s\n".formatted(line);
	}

}
