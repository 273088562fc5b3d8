package io.llamaswap.upstream;

import java.net.URI;
import java.util.List;

import io.llamaswap.config.LaunchConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LocalPort}.
 */
class LocalPortTests {

	@ParameterizedTest
	@CsvSource({ "http://localhost:5800,5800", "http://127.0.0.1:5801/v1,5801", "http://127.1.2.3:9,9",
			"http://[::1]:5802,5802", "http://LOCALHOST,80", "https://localhost,443" })
	void loopbackAddressHasALocalPort(URI proxy, int port) {
		assertThat(LocalPort.served(launch(proxy, null, List.of()))).isEqualTo(port);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://192.168.1.9:5800", "http://gpu-box:5800", "http://10.0.0.1", "http://0.0.0.0:1",
			"http://128.0.0.1:1" })
	void otherMachineHasNone(URI proxy) {
		assertThat(LocalPort.served(launch(proxy, 5800, List.of("ssh", "5800")))).isNull();
		assertThat(LocalPort.opened(launch(proxy, 5800, List.of("ssh", "5800")))).isNull();
	}

	@Test
	void portOfThePortMacroIsOpenedByTheCommand() {
		assertThat(LocalPort.opened(launch(URI.create("http://localhost:5800"), 5800, List.of("x")))).isEqualTo(5800);
		assertThat(LocalPort.opened(launch(URI.create("http://localhost:5900"), 5800, List.of("x")))).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "9001,true", "--port=9001,true", "0.0.0.0:9001,true", "9001:8080,true", "19001,false", "90010,false",
			"serve.sh,false" })
	void portInTheCommandIsOpenedByIt(String word, boolean opened) {
		URI proxy = URI.create("http://127.0.0.1:9001");
		assertThat(LocalPort.opened(launch(proxy, null, List.of("server", word))) != null).isEqualTo(opened);
	}

	@Test
	void portInTheEnvironmentIsOpenedByTheCommand() {
		ModelFixture model = ModelFixture.ofCommand("llama-server").withEnv("LLAMA_ARG_PORT=9001").checkedAt(9001);
		assertThat(LocalPort.opened(model.launch())).isEqualTo(9001);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "docker run --rm x|true", "/usr/bin/podman run x|true", "sh -c 'exec docker run x'|true",
					"ssh gpu llama-server|true", "llama-server -m docker-model.gguf|false",
					"/opt/docker/llama-server|false", "vllm serve x|false" })
	void containersAndOtherMachinesAreDelegates(String command, boolean delegated) {
		assertThat(LocalPort.isDelegated(List.of(command.split(" ", 3)))).isEqualTo(delegated);
	}

	private static LaunchConfiguration launch(URI proxy, @Nullable Integer port, List<String> arguments) {
		return new LaunchConfiguration("", arguments, "", List.of(), proxy, "/health", port);
	}

}
