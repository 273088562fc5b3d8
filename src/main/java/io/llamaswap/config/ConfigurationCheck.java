package io.llamaswap.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The command {@code check}: says what is wrong with a configuration without starting
 * anything.
 */
public final class ConfigurationCheck {

	private final ConfigurationLoader loader;

	/**
	 * Creates the command.
	 * @param loader what loads the configuration
	 */
	public ConfigurationCheck(ConfigurationLoader loader) {
		this.loader = loader;
	}

	/**
	 * Checks and reports.
	 * @param file the configuration file, if any
	 * @param directory the configuration directory, if any
	 * @param options how strict and in which form
	 * @param out where the report goes
	 * @return 0 if the configuration may be used, else 1
	 * @throws IOException if the report cannot be written
	 */
	public int run(@Nullable Path file, @Nullable Path directory, Options options, Appendable out) throws IOException {
		LoadedConfiguration loaded = this.loader.load(file, directory);
		boolean sound = loaded.configuration() != null && !(options.strict() && !loaded.problems().isEmpty());
		if (options.json()) {
			out.append(json(loaded, sound)).append('\n');
		}
		else {
			out.append(new ConfigurationReport(loaded.problems()).render());
			out.append(sentence(loaded, sound)).append('\n');
		}
		return sound ? 0 : 1;
	}

	private static String sentence(LoadedConfiguration loaded, boolean sound) {
		Configuration configuration = loaded.configuration();
		if (configuration == null) {
			return "The configuration cannot be used.";
		}
		int models = configuration.models().size();
		String count = (models != 1) ? models + " models" : "1 model";
		return sound ? "The configuration is sound: " + count + "."
				: "The configuration could be used (" + count + "), but --strict allows no warnings.";
	}

	private static String json(LoadedConfiguration loaded, boolean sound) {
		List<Map<String, Object>> problems = loaded.problems().stream().map(ConfigurationCheck::json).toList();
		Map<String, Object> report = new LinkedHashMap<>();
		report.put("ok", sound);
		report.put("errors", loaded.errors().size());
		report.put("warnings", loaded.warnings().size());
		report.put("problems", problems);
		return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(report);
	}

	static Map<String, Object> json(ConfigurationProblem problem) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("severity", problem.severity().label());
		json.put("file", problem.file());
		json.put("line", problem.line());
		json.put("column", problem.column());
		json.put("key", problem.key());
		json.put("message", problem.message());
		json.put("expected", problem.expected());
		json.put("suggestion", problem.suggestion());
		return json;
	}

	/**
	 * How a check is made.
	 *
	 * @param strict whether a warning is as bad as an error
	 * @param json whether the report is JSON
	 */
	public record Options(boolean strict, boolean json) {

	}

}
