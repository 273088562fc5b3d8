package io.llamaswap;

import java.io.IOException;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is in the released jar, and what must never be.
 */
class JarContentsIntegrationTests {

	private static final Pattern NETTY = Pattern.compile("netty-[a-z].*-4\\.(\\d+)\\.(\\d+)\\.Final.*\\.jar");

	@Test
	void noTransportThatIsNotUsed() throws IOException {
		assertThat(libraries()).isNotEmpty()
			.noneMatch((name) -> name.contains("native-quic") || name.contains("http3") || name.startsWith("bc"));
	}

	@Test
	void nettyHasNoKnownHole() throws IOException {
		// 4.2.17 has a request-smuggling advisory (CVE-2026-89044).
		List<String> netty = libraries().stream().filter((name) -> NETTY.matcher(name).matches()).toList();
		assertThat(netty).hasSizeGreaterThan(5).allSatisfy((name) -> {
			Matcher version = NETTY.matcher(name);
			assertThat(version.matches()).isTrue();
			int number = Integer.parseInt(version.group(1)) * 1000 + Integer.parseInt(version.group(2));
			assertThat(number).isGreaterThanOrEqualTo(2018);
		});
	}

	@Test
	void noTestsAndNoSecondJackson() throws IOException {
		assertThat(libraries()).noneMatch((name) -> name.contains("junit") || name.contains("mockito")
				|| name.contains("blockhound") || name.startsWith("jackson-databind-2."));
	}

	@Test
	void licenceAndBuildAreIncluded() throws IOException {
		try (JarFile jar = new JarFile(System.getProperty("llamaswap.jar"))) {
			assertThat(jar.getEntry("META-INF/build-info.properties")).isNotNull();
			assertThat(jar.getEntry("META-INF/LICENSE")).isNotNull();
		}
	}

	private static List<String> libraries() throws IOException {
		try (JarFile jar = new JarFile(System.getProperty("llamaswap.jar"));
				Stream<? extends ZipEntry> entries = jar.stream()) {
			return entries.map(ZipEntry::getName)
				.filter((name) -> name.startsWith("BOOT-INF/lib/") && name.endsWith(".jar"))
				.map((name) -> name.substring(name.lastIndexOf('/') + 1))
				.toList();
		}
	}

}
