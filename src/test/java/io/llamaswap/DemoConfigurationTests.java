package io.llamaswap;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

import io.llamaswap.config.Configuration;
import io.llamaswap.config.ConfigurationLoader;
import io.llamaswap.config.LoadedConfiguration;
import io.llamaswap.demo.DemoModelServer;
import io.llamaswap.model.ModelId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DemoConfigurationTests {

	private final LoadedConfiguration loaded = DemoConfiguration.load(new ConfigurationLoader(Map.of()));

	@Test
	void demoIsAFlawlessConfiguration() {
		assertThat(this.loaded.problems()).isEmpty();
		assertThat(configuration().names()).containsOnlyKeys("alpaca", "gpt-4o-mini", "vicuna", "guanaco");
		assertThat(configuration().memberProfiles()).containsKey("herd");
	}

	@Test
	void modelsRunOnTheJavaThatRunsTheProgram() {
		assertThat(configuration().find(new ModelId("alpaca")).orElseThrow().launch().arguments())
			.startsWith(Path.of(System.getProperty("java.home"), "bin", "java").toString())
			.contains(DemoModelServer.class.getName(), "--port", "--model");
	}

	@Test
	void classesInAFolderAreUsedWhereTheyAre() {
		Path classPath = DemoConfiguration.classPath();
		assertThat(Files.exists(classPath.resolve(DemoModelServer.class.getName().replace('.', '/') + ".class")))
			.isTrue();
	}

	private Configuration configuration() {
		return Objects.requireNonNull(this.loaded.configuration(), () -> this.loaded.problems().toString());
	}

}
