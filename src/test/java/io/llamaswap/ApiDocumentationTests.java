package io.llamaswap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.llamaswap.error.UnknownPath;
import io.llamaswap.model.OwnApi;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the table of routes against the code.
 */
class ApiDocumentationTests {

	private static final Pattern ROW = Pattern.compile("\\| (\\w+) \\| `([^`]+)` \\| [^|]+ \\| [^|]+ \\| [^|]+ \\|");

	private static final Pattern MAPPING = Pattern.compile("@(Get|Post|Put|Delete|Patch)Mapping\\(([^)]*)\\)");

	private static final Pattern PATH = Pattern.compile("\"(/[^\"]*)\"");

	@Test
	void everyMappedRouteIsInTheTable() throws IOException {
		assertThat(documented()).containsAll(mapped());
	}

	@Test
	void everyRouteThatIsSuggestedIsInTheTable() throws IOException {
		Set<String> paths = documented().stream()
			.map((row) -> row.substring(row.indexOf(' ') + 1).replace("/{*model}", ""))
			.collect(Collectors.toSet());
		assertThat(paths).containsAll(UnknownPath.known());
	}

	@Test
	void everyMappedRouteBelowApiIsKept() throws IOException {
		assertThat(mapped()).filteredOn((route) -> route.contains(" /api/"))
			.hasSizeGreaterThan(10)
			.allMatch((route) -> OwnApi.contains(route.substring(route.indexOf(' ') + 1)));
	}

	private static Set<String> documented() throws IOException {
		Set<String> rows = new TreeSet<>();
		for (String line : Files.readAllLines(Path.of("docs/api.md"))) {
			Matcher row = ROW.matcher(line);
			if (row.matches()) {
				rows.add(row.group(1) + " " + row.group(2));
			}
		}
		return rows;
	}

	private static List<String> mapped() throws IOException {
		List<String> routes = new ArrayList<>();
		try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
			files.filter((file) -> file.toString().endsWith("Controller.java")).forEach((file) -> {
				Matcher mapping = MAPPING.matcher(read(file));
				while (mapping.find()) {
					Matcher path = PATH.matcher(mapping.group(2));
					while (path.find()) {
						routes.add(mapping.group(1).toUpperCase(Locale.ROOT) + " " + path.group(1));
					}
				}
			});
		}
		assertThat(routes).hasSizeGreaterThan(20);
		return routes;
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
