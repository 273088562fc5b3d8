package io.llamaswap.log;

import java.time.format.DateTimeFormatter;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The program's own lines.
 */
class ProgramLogAppenderTests {

	private static final Logger logger = LoggerFactory.getLogger(ProgramLogAppenderTests.class);

	private final LogHistory history = new LogHistory();

	private final ProgramLogAppender appender = new ProgramLogAppender(this.history);

	@BeforeEach
	void attach() {
		this.appender.attach();
	}

	@AfterEach
	void detach() {
		this.appender.detach();
	}

	@Test
	void linesHaveTheFormOfLlamaSwap() {
		logger.info("model {} is ready", "a");
		logger.warn("slow");
		assertThat(this.history.text()).isEqualTo("[INFO] model a is ready\n[WARN] slow\n");
	}

	@Test
	void theLevelFilters() {
		this.appender.setLevel(Level.ERROR);
		logger.warn("not shown");
		logger.error("shown");
		assertThat(this.history.text()).isEqualTo("[ERROR] shown\n");
	}

	@Test
	void noLineCanBeForged() {
		logger.info("agent {}", "x\n[ERROR] forged\u001b[2J");
		assertThat(this.history.text()).isEqualTo("[INFO] agent x\\n[ERROR] forged\\u001b[2J\n");
	}

	@Test
	void causesAreTold() {
		logger.error("failed", new IllegalStateException("no port", new java.io.IOException("in\nuse")));
		assertThat(this.history.text())
			.isEqualTo("[ERROR] failed: java.lang.IllegalStateException no port: java.io.IOException in\\nuse\n");
	}

	@Test
	void aTimeMayStandBefore() {
		this.appender.setTime(DateTimeFormatter.ofPattern("yyyy"));
		logger.info("now");
		assertThat(this.history.text()).matches("\\d{4} \\[INFO] now\n");
	}

	@Test
	void nothingComesAfterDetaching() {
		this.appender.detach();
		logger.info("late");
		assertThat(this.history.text()).isEmpty();
	}

	@Test
	void theApplicationHasOneBookThatFollowsItsLoggers() {
		LogBook book;
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(
				LogConfiguration.class)) {
			book = context.getBean(LogBook.class);
			logger.info("in the book");
			book.program().follow(true).subscribe();
			assertThat(book.program().followers()).isOne();
		}
		assertThat(book.program().text()).contains("[INFO] in the book\n");
		assertThat(book.combined().text()).contains("[INFO] in the book\n");
		assertThat(book.program().followers()).isZero();
	}

}
