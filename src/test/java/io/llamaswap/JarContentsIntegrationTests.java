package io.llamaswap;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is in the released jar, and what must never be.
 */
class JarContentsIntegrationTests {

	private static final int NETTY_WITHOUT_KNOWN_HOLE = 4_002_018;

	@Test
	void noTransportThatIsNotUsed() throws IOException {
		assertThat(names()).isNotEmpty()
			.noneMatch((name) -> name.contains("quiche") || name.contains("/http3/")
					|| name.startsWith("org/bouncycastle/"));
	}

	@Test
	void nettyHasNoKnownHole() throws IOException {
		// 4.2.17 has a request-smuggling advisory (CVE-2026-89044).
		Properties versions = properties("META-INF/io.netty.versions.properties");
		List<String> netty = versions.stringPropertyNames()
			.stream()
			.filter((name) -> name.endsWith(".version"))
			.map(versions::getProperty)
			.toList();
		assertThat(netty).hasSizeGreaterThan(5).allSatisfy((version) -> {
			String[] parts = version.split("\\.", -1);
			int number = (Integer.parseInt(parts[0]) * 1000 + Integer.parseInt(parts[1])) * 1000
					+ Integer.parseInt(parts[2]);
			assertThat(number).isGreaterThanOrEqualTo(NETTY_WITHOUT_KNOWN_HOLE);
		});
	}

	@Test
	void noTestsAndNoSecondJackson() throws IOException {
		assertThat(names()).noneMatch((name) -> name.startsWith("org/junit/") || name.startsWith("org/mockito/")
				|| name.startsWith("reactor/blockhound/BlockHound.")
				|| name.startsWith("com/fasterxml/jackson/databind/"));
	}

	@Test
	void licencesAndBuildAreIncluded() throws IOException {
		assertThat(names()).contains("META-INF/build-info.properties");
		// An unpacked archive has no commit.
		if (Files.exists(Path.of(".git"))) {
			assertThat(properties("git.properties").stringPropertyNames()).containsExactlyInAnyOrder("git.commit.id",
					"git.commit.id.abbrev");
		}
		// Ours, and what the libraries want to be kept.
		assertThat(text("META-INF/LICENSE")).contains("Apache License");
		assertThat(text("META-INF/LICENSE.txt")).contains("Copyright (c)").contains("MIT");
		assertThat(text("META-INF/NOTICE.txt")).contains("Spring Boot");
	}

	@Test
	void whatLibrariesRegisterIsMerged() throws IOException {
		assertThat(names()).doesNotHaveDuplicates();
		Properties factories = properties("META-INF/spring.factories");
		assertThat(factories.getProperty("org.springframework.boot.env.PropertySourceLoader")).isNotEmpty();
		assertThat(text("META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports"))
			.contains("GatewayAutoConfiguration", "ThymeleafAutoConfiguration", "MetricsAutoConfiguration");
		// The time of a build would make another jar of the same sources.
		assertThat(text("META-INF/spring.factories")).doesNotContainPattern("#.*\\d\\d:\\d\\d:\\d\\d");
	}

	private static List<String> names() throws IOException {
		try (JarFile jar = open(); Stream<? extends ZipEntry> entries = jar.stream()) {
			return entries.filter((entry) -> !entry.isDirectory()).map(ZipEntry::getName).toList();
		}
	}

	private static String text(String name) throws IOException {
		try (JarFile jar = open(); InputStream in = jar.getInputStream(jar.getEntry(name))) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	private static Properties properties(String name) throws IOException {
		Properties properties = new Properties();
		properties.load(new StringReader(text(name)));
		return properties;
	}

	private static JarFile open() throws IOException {
		return new JarFile(System.getProperty("llamaswap.jar"));
	}

}
