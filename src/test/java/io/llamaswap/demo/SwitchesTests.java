package io.llamaswap.demo;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The switches of the demo model server.
 */
class SwitchesTests {

	@Test
	void readsBothForms() {
		Switches switches = Switches.parse(List.of("--port", "81", "-model=a b", "--ignore-term"));
		assertThat(switches.number(Switch.PORT, 0)).isEqualTo(81);
		assertThat(switches.find(Switch.MODEL)).isEqualTo("a b");
		assertThat(switches.has(Switch.IGNORE_TERM)).isTrue();
		assertThat(switches.has(Switch.SILENT)).isFalse();
	}

	@Test
	void readsTimesAndSizes() {
		Switches switches = Switches.parse(List.of("--start-delay=250ms", "--health-delay=1.5s", "--stop-delay=2m",
				"--flood=10k", "--hold-memory=1g", "--flood-line=77"));
		assertThat(switches.nanos(Switch.START_DELAY)).isEqualTo(250_000_000L);
		assertThat(switches.nanos(Switch.HEALTH_DELAY)).isEqualTo(1_500_000_000L);
		assertThat(switches.nanos(Switch.STOP_DELAY)).isEqualTo(120_000_000_000L);
		assertThat(switches.bytes(Switch.FLOOD)).isEqualTo(10_240);
		assertThat(switches.bytes(Switch.HOLD_MEMORY)).isEqualTo(1L << 30);
		assertThat(switches.bytes(Switch.FLOOD_LINE)).isEqualTo(77);
		assertThat(switches.nanos(Switch.LIFETIME)).isZero();
	}

	@Test
	void aRequestMayAskForItsOwnMisbehaviour() {
		Switches switches = Switches.parse(List.of("--tokens=5"));
		Headers headers = new Headers();
		headers.add("X-Demo-Cut-After", "3");
		headers.add("x-demo-ignore-term", "");
		Switches own = switches.with(headers);
		assertThat(own.number(Switch.CUT_AFTER, 0)).isEqualTo(3);
		assertThat(own.number(Switch.TOKENS, 0)).isEqualTo(5);
		assertThat(own.has(Switch.IGNORE_TERM)).isFalse();
		assertThat(switches.has(Switch.CUT_AFTER)).isFalse();
	}

	@Test
	void saysWhatIsWrong() {
		assertThatIllegalArgumentException().isThrownBy(() -> Switches.parse(List.of("--prot", "1")))
			.withMessage("--prot: no such switch (see --help)");
		assertThatIllegalArgumentException().isThrownBy(() -> Switches.parse(List.of("--port")))
			.withMessage("--port: value missing");
	}

	@Test
	void helpNamesEverySwitch() {
		assertThat(Switch.values()).allSatisfy((each) -> assertThat(Switch.usage()).contains("--" + each.wireName()));
	}

}
