package io.llamaswap.directory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.llamaswap.config.Configuration;
import io.llamaswap.config.PinProfileConfiguration;
import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import io.llamaswap.test.Configurations;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Who answers to a name (contract 2.8 to 2.11, C190 to C205).
 */
class ModelDirectoryTests {

	private static final String YAML = """
			models:
			  a: {cmd: 'x ${PORT}', aliases: [al]}
			  b: {cmd: 'x ${PORT}', useModelName: real}
			  "p:b": {cmd: 'x ${PORT}'}
			  v:
			    cmd: 'x ${PORT}'
			    filters: {setParams: {t: 1}, setParamsByID: {"v:high": {t: 2}}}
			groups:
			  together: {swap: false, exclusive: false, members: [a, b, v]}
			peers:
			  lab: {proxy: 'http://h:1', models: [big, both, b]}
			  far: {proxy: 'http://h:2', models: [both, lab/big]}
			selectors:
			  first: {strategy: pin, targets: [b, a]}
			  warm: {strategy: warm, targets: [a, b, v]}
			  spill: {strategy: spillover, targets: [a, b, lab/big], settings: {spillover: 2}}
			profiles:
			  work: {pins: {al: b, a: al, off: '', sel: first, deep/pin: a, out: far/both}}
			""";

	private final Configuration configuration = Configurations.parse(YAML);

	private final List<ModelStatus> statuses = new ArrayList<>();

	private final ActiveProfile profile = new ActiveProfile();

	private final PeerHealth peers = new PeerHealth(InstantSource.system());

	private final ModelDirectory directory = new ModelDirectory(() -> this.configuration, () -> this.statuses,
			this.profile, this.peers);

	@Test
	void localNamesComeBeforeThoseOfPeers() {
		assertThat(recipient("a")).isEqualTo("a");
		assertThat(recipient("al")).isEqualTo("a");
		assertThat(recipient("b")).isEqualTo("b");
		assertThat(recipient("lab/b")).isEqualTo("lab/b");
		assertThat(recipient("big")).isEqualTo("lab/big");
		assertThat(recipient("lab/big")).isEqualTo("lab/big");
		assertThat(recipient("far/lab/big")).isEqualTo("far/lab/big");
	}

	@Test
	void namesAreNeitherTrimmedNorFolded() {
		for (String name : List.of(" a", "A", "a:tag", "both", "nobody", "lab/", "lab/nothing")) {
			assertThatExceptionOfType(UnresolvedNameException.class).isThrownBy(() -> this.directory.resolve(name))
				.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(UnresolvedNameException.Reason.UNKNOWN))
				.satisfies((ex) -> assertThat(ex.known()).contains("al", "first", "lab/both", "far/both", "v:high"));
		}
		assertThatExceptionOfType(UnresolvedNameException.class).isThrownBy(() -> this.directory.resolve(""))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(UnresolvedNameException.Reason.NO_NAME));
	}

	@Test
	void recipientIsCalledByItsOwnName() {
		assertThat(this.directory.resolve("al").nameForRecipient()).isEqualTo("al");
		assertThat(this.directory.resolve("b").nameForRecipient()).isEqualTo("real");
		assertThat(this.directory.resolve("lab/big").nameForRecipient()).isEqualTo("big");
	}

	@Test
	void parametersOfARequestedIdComeAfterTheGeneralOnes() {
		assertThat(this.directory.resolve("a").edits()).isEmpty();
		assertThat(this.directory.resolve("v").edits()).hasSize(1);
		assertThat(this.directory.resolve("v:high").edits()).hasSize(2);
		assertThat(recipient("v:high")).isEqualTo("v");
	}

	@Test
	void pinsOfTheActiveProfileRenameAndDoNotChain() {
		assertThat(recipient("sel", "nobody")).isEqualTo("nobody");
		assertThat(this.profile.activate("none of ours", this.configuration)).isFalse();
		assertThat(this.profile.activate("work", this.configuration)).isTrue();
		assertThat(recipient("al")).isEqualTo("b");
		assertThat(recipient("a")).isEqualTo("a");
		assertThat(this.directory.resolve("a").name()).isEqualTo("al");
		assertThat(recipient("sel")).isEqualTo("b");
		assertThat(recipient("out")).isEqualTo("far/both");
		assertThatExceptionOfType(UnresolvedNameException.class).isThrownBy(() -> this.directory.resolve("off"))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(UnresolvedNameException.Reason.NO_NAME));
		assertThat(this.profile.activate(null, this.configuration)).isTrue();
		assertThat(recipient("al")).isEqualTo("a");
	}

	@Test
	void profileThatIsActiveAlreadyIsNoNews() {
		List<Optional<String>> told = new ArrayList<>();
		this.profile.changes().subscribe(told::add);
		for (String name : Arrays.asList(null, "work", "work", null, null)) {
			assertThat(this.profile.activate(name, this.configuration)).isTrue();
		}
		assertThat(told).containsExactly(Optional.of("work"), Optional.empty());
	}

	@Test
	void activeProfileStaysAsLongAsConfigurationsHaveIt() {
		this.profile.activate("work", this.configuration);
		Configuration next = Configurations.parse("""
				models: {b: {cmd: 'x ${PORT}'}}
				profiles: {work: {pins: {other: b}}}
				""");
		assertThat(this.profile.in(next).map(PinProfileConfiguration::pins).orElseThrow()).containsKey("other");
		assertThat(this.profile.in(Configurations.parse("models: {}"))).isEmpty();
		assertThat(this.profile.in(this.configuration)).as("nothing becomes active by itself").isEmpty();
	}

	@Test
	void pathsKnowNeitherSelectorsNorPinsByThemselves() {
		assertThat(this.directory.resolveInPath("first")).isEmpty();
		assertThat(this.directory.resolveInPath("al")).isPresent();
		assertThat(this.directory.resolveInPath("lab/big")).isPresent();
		assertThat(this.directory.pin("off")).isEmpty();
		this.profile.activate("work", this.configuration);
		assertThat(this.directory.pin("off")).contains("");
		assertThat(this.directory.pin("deep/pin")).contains("a");
	}

	@Test
	void earlyProfilesAreReadLastAndLoseTheirPrefix() {
		Configuration early = Configurations.parse("""
				models:
				  a: {cmd: 'x ${PORT}', aliases: [al]}
				  "p:b": {cmd: 'x ${PORT}'}
				profiles: {p: [a]}
				""");
		ModelDirectory names = new ModelDirectory(() -> early, List::of, this.profile, this.peers);
		assertThat(names.resolve("p:al").name()).isEqualTo("al");
		assertThat(((Recipient.Local) names.resolve("p:al").recipient()).profile()).isEqualTo("p");
		assertThat(names.resolve("p:b").recipient().fullName()).isEqualTo("p:b");
	}

	@Test
	void pinSelectorAlwaysTakesItsFirstTarget() {
		status("a", ModelState.READY);
		assertThat(recipient("first")).isEqualTo("b");
		assertThat(this.directory.resolve("first").selector()).isEqualTo("first");
		assertThat(this.directory.resolve("first").name()).isEqualTo("b");
	}

	@Test
	void warmSelectorTakesReadyThenStartingThenTheFirst() {
		assertThat(recipient("warm")).isEqualTo("a");
		status("v", ModelState.STARTING);
		assertThat(recipient("warm")).isEqualTo("v");
		status("b", ModelState.READY);
		assertThat(recipient("warm")).isEqualTo("b");
		status("a", ModelState.STOPPING);
		assertThat(recipient("warm")).isEqualTo("b");
	}

	@Test
	void spilloverFillsOneTargetAfterTheOther() {
		List<Resolution> held = new ArrayList<>();
		List<String> chosen = new ArrayList<>();
		for (int count = 0; count < 7; count++) {
			Resolution next = this.directory.resolve("spill");
			held.add(next);
			chosen.add(next.recipient().fullName());
		}
		assertThat(chosen.subList(0, 6)).containsExactly("a", "a", "b", "b", "lab/big", "lab/big");
		// All are full: the least busy, in turn.
		held.get(2).release().run();
		held.get(2).release().run();
		held.get(3).release().run();
		assertThat(recipient("spill")).isEqualTo("b");
	}

	@Test
	void spilloverPrefersWhatIsWarmAndPassesOverWhatGoesAway() {
		status("b", ModelState.READY);
		assertThat(this.directory.resolve("spill").recipient().fullName()).isEqualTo("b");
		status("b", ModelState.STOPPING);
		assertThat(this.directory.resolve("spill").recipient().fullName()).isEqualTo("a");
		status("a", ModelState.STOPPING);
		assertThat(this.directory.resolve("spill").recipient().fullName()).isEqualTo("lab/big");
		this.peers.failed("lab", "no connection");
		assertThatExceptionOfType(UnresolvedNameException.class).isThrownBy(() -> this.directory.resolve("spill"))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(UnresolvedNameException.Reason.NOTHING_AVAILABLE));
	}

	@Test
	void whatIsForeseenIsWhatTheNextRequestGets() {
		status("a", ModelState.READY);
		status("b", ModelState.READY);
		for (int count = 0; count < 5; count++) {
			String foreseen = this.directory.foresee("spill").recipient().fullName();
			assertThat(this.directory.foresee("spill").recipient().fullName()).isEqualTo(foreseen);
			assertThat(recipient("spill")).isEqualTo(foreseen);
		}
	}

	@Test
	void tiesGoRound() {
		status("a", ModelState.READY);
		status("b", ModelState.READY);
		List<String> chosen = new ArrayList<>();
		for (int count = 0; count < 4; count++) {
			Resolution next = this.directory.resolve("spill");
			chosen.add(next.recipient().fullName());
			next.release().run();
		}
		assertThat(chosen).containsExactly("a", "b", "a", "b");
	}

	@Test
	void wildcardsAreAskedLastAndTheMostExactWins() {
		Configuration wild = Configurations.parse("""
				models:
				  a: {cmd: 'x ${PORT}', aliases: [gpt-4o]}
				  b: {cmd: 'x ${PORT}'}
				  c: {cmd: 'x ${PORT}'}
				selectors: {s: {strategy: pin, targets: [c]}}
				defaultModel: b
				wildcardAliases: {'*': s, 'gpt-*': b, 'gpt-*-mini*x': a}
				""");
		ModelDirectory names = new ModelDirectory(() -> wild, List::of, this.profile, this.peers);
		assertThat(names.resolve("gpt-4o").recipient().fullName()).isEqualTo("a");
		assertThat(names.resolve("gpt-4o").name()).isEqualTo("gpt-4o");
		assertThat(names.resolve("gpt-5").recipient().fullName()).isEqualTo("b");
		assertThat(names.resolve("gpt-5").name()).isEqualTo("b");
		assertThat(names.resolve("gpt-5-mini-x").recipient().fullName()).isEqualTo("a");
		assertThat(names.resolve("gpt-5-mini").recipient().fullName()).isEqualTo("b");
		assertThat(names.resolve("anything").selector()).isEqualTo("s");
		assertThat(names.resolve(null).recipient().fullName()).isEqualTo("b");
		assertThat(names.resolve("").name()).isEqualTo("b");
		assertThat(names.resolveInPath("gpt-5")).isEmpty();
	}

	private String recipient(String name, String otherwise) {
		try {
			return recipient(name);
		}
		catch (UnresolvedNameException ex) {
			return otherwise;
		}
	}

	private String recipient(String name) {
		Resolution found = this.directory.resolve(name);
		found.release().run();
		return found.recipient().fullName();
	}

	private void status(String id, ModelState state) {
		this.statuses.removeIf((status) -> status.id().value().equals(id));
		this.statuses.add(new ModelStatus(new ModelId(id), state, Instant.EPOCH, null, null, 0, 0, null, false, null));
	}

}
