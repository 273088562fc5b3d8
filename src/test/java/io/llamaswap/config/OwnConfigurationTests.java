package io.llamaswap.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Files with one idea each, which say themselves what is found: a comment
 * {@code # error: text} or {@code # warning: text} behind a line announces a problem in
 * that line whose summary holds the text, several are joined by {@code &&}. Nothing else
 * may be found.
 */
class OwnConfigurationTests {

	private static final Map<String, String> ENVIRONMENT = Map.of("HOME", "/home/user", "MULTILINE", "a\nb", "SECRET",
			"not-to-be-shown");

	private static final Pattern ANNOUNCED = Pattern.compile("# ((?:error|warning): .*)$");

	@ParameterizedTest
	@MethodSource("files")
	void findsWhatTheFileAnnounces(Path file) throws IOException {
		LoadedConfiguration loaded = new ConfigurationLoader(
				new Surroundings(ENVIRONMENT, CommandSyntax.POSIX, (path) -> ""))
			.load(file);
		List<String> missing = new ArrayList<>();
		List<ConfigurationProblem> surplus = new ArrayList<>(loaded.problems());
		int number = 0;
		for (String line : Files.readAllLines(file)) {
			number++;
			Matcher announced = ANNOUNCED.matcher(line);
			if (announced.find()) {
				for (String text : announced.group(1).split(" && ", -1)) {
					int place = number;
					if (!surplus.removeIf((problem) -> matches(problem, place, text))) {
						missing.add(number + ": " + text);
					}
				}
			}
		}
		String report = new ConfigurationReport(loaded.problems()).render();
		assertThat(missing).as(report).isEmpty();
		assertThat(surplus).as(report).isEmpty();
		assertThat(loaded.configuration() == null).isEqualTo(!loaded.errors().isEmpty());
		assertThat(report).doesNotContain("not-to-be-shown");
	}

	private static boolean matches(ConfigurationProblem problem, int line, String text) {
		String severity = text.substring(0, text.indexOf(':'));
		return problem.line() == line && problem.severity().label().equals(severity)
				&& problem.summary().contains(text.substring(severity.length() + 2));
	}

	static List<Path> files() throws IOException {
		try (Stream<Path> files = Files.list(Path.of("src/test/resources/config/own"))) {
			return files.sorted().toList();
		}
	}

}
