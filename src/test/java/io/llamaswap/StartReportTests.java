package io.llamaswap;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import io.llamaswap.config.Configuration;
import io.llamaswap.test.Configurations;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class StartReportTests {

	private static final String TWO = "models: {it's: {cmd: a --port 1, proxy: 'http://h:1'}, "
			+ "b: {cmd: b --port 2, proxy: 'http://h:2'}}";

	@Test
	void itNamesWhereToLookWithThePortsThatWereOpened(CapturedOutput log) {
		String commands = report("127.0.0.1", TWO, false, null);
		assertThat(log).contains("http://127.0.0.1:4711/ui/", "http://127.0.0.1:4711/v1/models",
				"http://127.0.0.1:4712/actuator", "2 models: it's, b");
		assertThat(commands).contains("curl -N http://127.0.0.1:4711/v1/chat/completions");
	}

	@Test
	void theCommandSurvivesTheShell() {
		assertThat(report("127.0.0.1", TWO, false, null)).contains("'{\"model\":\"it'\\''s\",\"stream\":true,")
			.doesNotContain("another model");
	}

	@Test
	void theDemoHasASecondCommandThatSwaps() {
		assertThat(report("127.0.0.1", TWO, true, null)).contains("another model", "\"model\":\"b\"");
	}

	@Test
	void withoutModelsThereIsNothingToTry(CapturedOutput log) {
		assertThat(report("127.0.0.1", "models: {}", false, null)).isEmpty();
		assertThat(log).contains("no models");
	}

	@Test
	void whatOthersCanReachIsAnnounced(CapturedOutput log) {
		report("", TWO, false, null);
		assertThat(log).contains("ANYBODY", "--listen 127.0.0.1:", "http://localhost:4711/ui/");
	}

	@Test
	void whatNeedsAKeyIsNotAnnouncedAndTriedWithOne(CapturedOutput log) {
		String commands = report("", "apiKeys: [a-key-of-some-length]\n" + TWO, false, null);
		assertThat(log).doesNotContain("WARN").doesNotContain("a-key-of-some-length");
		assertThat(commands).contains("-H 'Authorization: Bearer YOUR-KEY'").doesNotContain("a-key-of-some-length");
	}

	@Test
	void loopbackIsNotAnnounced(CapturedOutput log) {
		report("127.0.0.1", TWO, false, null);
		assertThat(log).doesNotContain("WARN");
	}

	@Test
	void tlsHasItsScheme() {
		assertThat(report("127.0.0.1", TWO, false, new TlsFiles(Path.of("c"), Path.of("k"))))
			.contains("curl -N -k https://127.0.0.1:4711/");
	}

	private static String report(String host, String yaml, boolean demo, @Nullable TlsFiles tls) {
		Configuration configuration = Configurations.parse(yaml);
		ServedAddresses addresses = new ServedAddresses(new ListenAddress(host, 0),
				new ListenAddress(ListenAddress.LOOPBACK, 0));
		ConfigurationSource source = new ConfigurationSource(demo ? null : Path.of("models.yaml"), null, "test");
		MockEnvironment environment = new MockEnvironment().withProperty("local.server.port", "4711")
			.withProperty("local.management.port", "4712");
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		StartReport report = new StartReport(new Launch(addresses, tls, source, configuration, false), environment);
		report.log();
		report.printCommandsTo(new PrintStream(out, true, StandardCharsets.UTF_8));
		return out.toString(StandardCharsets.UTF_8);
	}

}
