package io.llamaswap.log;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeFormatter;

import io.llamaswap.model.ModelId;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What reaches standard output.
 */
@ResourceLock(Resources.SYSTEM_OUT)
class ConsoleLogTests {

	private static final Logger logger = LoggerFactory.getLogger(ConsoleLogTests.class);

	private final ByteArrayOutputStream written = new ByteArrayOutputStream();

	private final PrintStream before = System.out;

	@BeforeEach
	void capture() {
		System.setOut(new PrintStream(this.written, true, StandardCharsets.UTF_8));
	}

	@AfterEach
	void restore() {
		ConsoleLog.apply(LogSettings.DEFAULT);
		System.setOut(this.before);
	}

	@Test
	void linesHaveTheFormOfLlamaSwap() {
		logger.info("agent {}", "x\n[ERROR] forged");
		logger.debug("not shown");
		assertThat(text()).isEqualTo("[INFO] agent x\\n[ERROR] forged" + System.lineSeparator());
	}

	@Test
	void stackOfAFailureFollows() {
		logger.error("failed", new IllegalStateException("no port"));
		assertThat(text()).startsWith("[ERROR] failed" + System.lineSeparator())
			.contains("java.lang.IllegalStateException: no port", "\tat " + getClass().getName());
	}

	@Test
	void levelAndTimeAreWhatTheUserWants() {
		ConsoleLog.apply(new LogSettings(Level.DEBUG, DateTimeFormatter.ofPattern("'at' yyyy"), LogMode.BOTH));
		logger.debug("shown");
		assertThat(text()).matches("at \\d{4} \\[DEBUG] shown\\R");
		ConsoleLog.apply(new LogSettings(Level.ERROR, null, LogMode.PROXY));
		this.written.reset();
		logger.warn("not shown");
		assertThat(text()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "PROXY, true, false", "UPSTREAM, false, true", "BOTH, true, true", "NONE, false, false" })
	void linesAreThoseOfTheMode(LogMode mode, boolean own, boolean models) {
		LogSettings settings = new LogSettings(Level.INFO, null, mode);
		ConsoleLog.apply(settings);
		LogBook book = new LogBook();
		try (ModelOutput output = new ModelOutput(book, settings)) {
			logger.info("own line");
			book.of(new ModelId("a")).append("line of a model\n");
			if (models) {
				Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> text().contains("line of a model\n"));
			}
		}
		assertThat(text().contains("[INFO] own line")).isEqualTo(own);
		assertThat(text().contains("line of a model")).isEqualTo(models);
	}

	@Test
	void combinedLogShowsEverythingUntilSomebodyChooses() {
		assertThat(LogSettings.DEFAULT.combined()).isEqualTo(LogMode.BOTH);
		assertThat(new LogSettings(Level.INFO, null, LogMode.NONE).combined()).isEqualTo(LogMode.NONE);
		assertThat(new LogSettings(Level.INFO, null, LogMode.UPSTREAM).combined()).isEqualTo(LogMode.UPSTREAM);
	}

	@Test
	void springSetsLevelsButNothingElse() {
		OwnLoggingSystem system = new OwnLoggingSystem();
		assertThat(new OwnLoggingSystem.Factory().getLoggingSystem(getClass().getClassLoader()))
			.isInstanceOf(OwnLoggingSystem.class);
		level(system, "x.library", org.springframework.boot.logging.LogLevel.DEBUG);
		assertThat(LoggerFactory.getLogger("x.library").isDebugEnabled()).isTrue();
		level(system, "x.library", org.springframework.boot.logging.LogLevel.OFF);
		assertThat(LoggerFactory.getLogger("x.library").isErrorEnabled()).isFalse();
		level(system, "x.library", null);
		assertThat(LoggerFactory.getLogger("x.library").isErrorEnabled()).isFalse();
	}

	private static void level(OwnLoggingSystem system, String name,
			org.springframework.boot.logging.@Nullable LogLevel level) {
		system.setLogLevel(name, level);
	}

	private String text() {
		return this.written.toString(StandardCharsets.UTF_8);
	}

}
