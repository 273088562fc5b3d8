package io.llamaswap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the page about llama-swap's behaviour against the tests that it names.
 */
class ContractDocumentationTests {

	private static final Pattern TEST = Pattern.compile("`(\\w+Tests)\\.(\\w+)`");

	private static final Pattern CHECKS = Pattern.compile("C(\\d{3})(?:-C(\\d{3}))?");

	@Test
	void everyTestOnThePageExists() throws IOException {
		Map<String, String> sources = sources();
		assertThat(TEST.matcher(page()).results()).hasSizeGreaterThan(300)
			.allSatisfy((test) -> assertThat(sources.getOrDefault(test.group(1), "")).as(test.group())
				.contains("\tvoid " + test.group(2) + "("));
	}

	@Test
	void everyRowNamesATestOrWhatIsMissing() throws IOException {
		assertThat(page().lines().filter((line) -> line.startsWith("| ") && !line.startsWith("| |")))
			.filteredOn((line) -> !line.endsWith("shown by |"))
			.allMatch((line) -> TEST.matcher(line).find() || line.contains("**-**"));
	}

	@Test
	void everyCheckThatIsNotTheConfigurationsIsOnThePage() throws IOException {
		TreeSet<Integer> found = new TreeSet<>();
		Matcher checks = CHECKS.matcher(page());
		while (checks.find()) {
			int first = Integer.parseInt(checks.group(1));
			int last = (checks.group(2) != null) ? Integer.parseInt(checks.group(2)) : first;
			IntStream.rangeClosed(first, last).forEach(found::add);
		}
		assertThat(found)
			.containsExactlyElementsOf(Stream.of(IntStream.rangeClosed(1, 38), IntStream.rangeClosed(78, 310))
				.flatMap(IntStream::boxed)
				.toList());
	}

	private static String page() throws IOException {
		return Files.readString(Path.of("docs/contract.md"));
	}

	private static Map<String, String> sources() throws IOException {
		try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
			Function<Path, String> name = (file) -> file.getFileName().toString().replace(".java", "");
			return files.filter((file) -> file.toString().endsWith("Tests.java"))
				.collect(Collectors.toMap(name, ContractDocumentationTests::read, String::concat));
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

}
