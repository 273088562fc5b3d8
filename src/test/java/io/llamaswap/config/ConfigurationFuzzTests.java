package io.llamaswap.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Mutated configurations: each ends with a value or a report. The system property
 * {@code config.fuzz} sets how many there are (100,000 take some minutes), the property
 * {@code config.fuzz.seed} replays one.
 */
@Timeout(1_800)
class ConfigurationFuzzTests {

	private static final int DEFAULT_ROUNDS = 500;

	private static final String[] PIECES = { "${PORT}", "${x}", "${env.HOME}", "[", "]", "{", "}", "\"", "'", "|", ">",
			"&a ", "*a", "<<: *a", "~", ": ", "- ", "\t", "#", "!!str ", "---\n", "\u0000", "\uFFFF", "9".repeat(70),
			"[".repeat(300), "0x", "1e999", ".nan", "2024-99-99", "\\", "?" };

	@Test
	void everyMutationEndsWithAValueOrAReport() throws IOException {
		List<String> seeds = seeds();
		Long only = Long.getLong("config.fuzz.seed");
		int rounds = (only != null) ? 1 : Integer.getInteger("config.fuzz", DEFAULT_ROUNDS);
		int loaded = 0;
		for (int round = 0; round < rounds; round++) {
			long seed = (only != null) ? only : round;
			Random random = new Random(seed * 7_919);
			String text = mutate(seeds.get(random.nextInt(seeds.size())), random);
			loaded += check(text, seed) ? 1 : 0;
		}
		if (rounds >= DEFAULT_ROUNDS) {
			assertThat(loaded).as("some must load and some must not").isBetween(rounds / 50, rounds * 49 / 50);
		}
	}

	private static boolean check(String text, long seed) {
		try {
			LoadedConfiguration result = new ConfigurationLoader(
					new Surroundings(Map.of("HOME", "/h", "A", "${env.A}"), CommandSyntax.POSIX, (path) -> ""))
				.load("f.yaml", text);
			boolean value = result.configuration() != null;
			assertThat(value).isEqualTo(result.errors().isEmpty());
			new ConfigurationReport(result.problems()).render();
			return value;
		}
		catch (RuntimeException | StackOverflowError | OutOfMemoryError ex) {
			throw new AssertionError("replay with -Dconfig.fuzz.seed=" + seed, ex);
		}
	}

	private static String mutate(String text, Random random) {
		String result = text;
		for (int change = random.nextInt(4); change >= 0; change--) {
			result = switch (random.nextInt(6)) {
				case 0 -> flip(result, random);
				case 1 -> lines(result, random, true);
				case 2 -> lines(result, random, false);
				case 3 -> insert(result, random);
				case 4 -> retype(result, random);
				default -> cut(result, random);
			};
		}
		return result;
	}

	private static String flip(String text, Random random) {
		if (text.isEmpty()) {
			return text;
		}
		StringBuilder other = new StringBuilder(text);
		int index = random.nextInt(text.length());
		other.setCharAt(index, (char) (text.charAt(index) ^ (1 << random.nextInt(8))));
		return other.toString();
	}

	private static String lines(String text, Random random, boolean twice) {
		List<String> lines = new ArrayList<>(text.lines().toList());
		if (!lines.isEmpty()) {
			int index = random.nextInt(lines.size());
			if (twice) {
				lines.add(random.nextInt(lines.size()), lines.get(index));
			}
			else {
				lines.remove(index);
			}
			if (random.nextInt(10) == 0 && lines.size() > 1) {
				Collections.swap(lines, 0, lines.size() - 1);
			}
		}
		return String.join("\n", lines);
	}

	private static String insert(String text, Random random) {
		int index = random.nextInt(text.length() + 1);
		return text.substring(0, index) + PIECES[random.nextInt(PIECES.length)] + text.substring(index);
	}

	/** Puts another value behind some key. */
	private static String retype(String text, Random random) {
		List<String> lines = new ArrayList<>(text.lines().toList());
		List<Integer> keys = new ArrayList<>();
		for (int i = 0; i < lines.size(); i++) {
			if (lines.get(i).matches("\\s*[^#\\s][^:]*: ?.*")) {
				keys.add(i);
			}
		}
		if (!keys.isEmpty()) {
			int index = keys.get(random.nextInt(keys.size()));
			String line = lines.get(index);
			lines.set(index, line.substring(0, line.indexOf(':') + 1) + " " + PIECES[random.nextInt(PIECES.length)]);
		}
		return String.join("\n", lines);
	}

	private static String cut(String text, Random random) {
		int from = random.nextInt(text.length() + 1);
		return text.substring(0, from) + text.substring(Math.min(text.length(), from + random.nextInt(200)));
	}

	private static List<String> seeds() throws IOException {
		List<String> seeds = new ArrayList<>();
		for (String folder : List.of("src/test/resources/config/field", "src/test/resources/config/own", "config")) {
			try (Stream<Path> files = Files.list(Path.of(folder))) {
				for (Path file : files.filter((path) -> path.toString().endsWith(".yaml")).sorted().toList()) {
					String text = Files.readString(file);
					// Large files only make the rounds slower.
					seeds.add(text.substring(0, Math.min(text.length(), 12_000)));
				}
			}
		}
		return seeds;
	}

}
