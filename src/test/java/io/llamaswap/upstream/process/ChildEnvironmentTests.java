package io.llamaswap.upstream.process;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.llamaswap.upstream.LaunchRefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ChildEnvironment}.
 */
class ChildEnvironmentTests {

	private static final Map<String, String> OURS = Map.of("PATH", "/bin", "LC_ALL", "C.UTF-8", "Path", "C:\\",
			"CUDA_VISIBLE_DEVICES", "0", "LLAMA_API_KEY", "secret", "SERVER_PORT", "1");

	@Test
	void everythingIsInheritedWithLlamaSwapsFiles() {
		assertThat(child(true, "A=1")).containsAllEntriesOf(OURS).containsEntry("A", "1").hasSize(OURS.size() + 1);
	}

	@Test
	void secretsStayWithTheProgramWhereThatIsWanted() {
		assertThat(child(false, "A=1", "SERVER_PORT=2"))
			.containsOnlyKeys("PATH", "LC_ALL", "Path", "CUDA_VISIBLE_DEVICES", "A", "SERVER_PORT")
			.containsEntry("SERVER_PORT", "2");
	}

	@Test
	void lastEntryWinsAndMayBeEmpty() {
		assertThat(child(true, "PATH=/a", "PATH=/b=c", "LC_ALL=")).containsEntry("PATH", "/b=c")
			.containsEntry("LC_ALL", "");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "A", "=1", "A=1\0B=2" })
	void whatIsNoEntryIsRefused(String entry) {
		assertThatExceptionOfType(LaunchRefusedException.class).isThrownBy(() -> child(true, entry));
	}

	private static Map<String, String> child(boolean inherited, String... entries) {
		Map<String, String> environment = new TreeMap<>(OURS);
		new ChildEnvironment(inherited, List.of(entries)).applyTo(environment);
		return environment;
	}

}
