package io.llamaswap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class ConsoleLogTests {

	private static final Logger logger = LoggerFactory.getLogger(ConsoleLogTests.class);

	@Test
	void aLineIsItsLevelAndItsMessage(CapturedOutput output) {
		logger.info("model a: ready after 0.5 s");
		assertThat(output.getOut()).isEqualTo("[INFO] model a: ready after 0.5 s" + System.lineSeparator());
	}

	@Test
	void whatAMessageQuotesForgesNoLine(CapturedOutput output) {
		logger.info("model {}", "a\n[INFO] model b\u001b[2J");
		assertThat(output.getOut()).isEqualTo("[INFO] model a\\n[INFO] model b\\u001b[2J" + System.lineSeparator());
	}

	@Test
	void othersAreSilentBelowWarnings(CapturedOutput output) {
		LoggerFactory.getLogger("org.example").info("noise");
		LoggerFactory.getLogger("org.example").warn("worth a look");
		assertThat(output.getOut()).isEqualTo("[WARN] worth a look" + System.lineSeparator());
	}

}
