package io.llamaswap.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.llamaswap.config.ConfigurationSources.Source;
import org.jspecify.annotations.Nullable;

/**
 * Loads llama-swap configurations. Never throws for what a file holds. Blocks while files
 * are read, so it must not run on an event loop. Threads may share it.
 */
public final class ConfigurationLoader {

	private final Surroundings surroundings;

	/**
	 * Creates a loader for the system that this program runs on.
	 * @param environment the variables that <code>${env.NAME}</code> may name
	 */
	public ConfigurationLoader(Map<String, String> environment) {
		this(environment, CommandSyntax.ofSystem());
	}

	/**
	 * Creates a loader that splits commands as another system does, to see what comes of
	 * a configuration there.
	 * @param environment the variables that <code>${env.NAME}</code> may name
	 * @param commands the rules for commands
	 */
	public ConfigurationLoader(Map<String, String> environment, CommandSyntax commands) {
		this(new Surroundings(environment, commands, StorePlace.fileSystem()));
	}

	ConfigurationLoader(Surroundings surroundings) {
		this.surroundings = surroundings;
	}

	/**
	 * Loads one file.
	 * @param file the file; a file that cannot be read is a problem like any other
	 * @return the configuration, or why there is none
	 */
	public LoadedConfiguration load(Path file) {
		return load(file, null);
	}

	/**
	 * Loads a file and then the {@code *.yml} and {@code *.yaml} files of a directory in
	 * name order, merged as llama-swap merges them (contract 2.3).
	 * @param file the file, or {@code null} for the directory only
	 * @param directory the directory, or {@code null} for the file only
	 * @return the configuration, or why there is none
	 */
	public LoadedConfiguration load(@Nullable Path file, @Nullable Path directory) {
		Problems problems = new Problems();
		List<Source> sources = new ConfigurationSources(problems).read(file, directory);
		return new ConfigurationAssembly(this.surroundings, problems).assemble(sources);
	}

	/**
	 * Loads anew what is in force: models that have a port keep it.
	 * @param file the file, or {@code null} for the directory only
	 * @param directory the directory, or {@code null} for the file only
	 * @param before what is in force
	 * @return the configuration, or why there is none
	 */
	public LoadedConfiguration reload(@Nullable Path file, @Nullable Path directory, InForce before) {
		Problems problems = new Problems();
		List<Source> sources = new ConfigurationSources(problems).read(file, directory);
		return new ConfigurationAssembly(this.surroundings, problems, before).assemble(sources);
	}

	/**
	 * Loads texts as they would be loaded in place of what is in force.
	 * @param texts YAML by name, in the order in which they are merged
	 * @param before what is in force
	 * @return the configuration, or why there is none
	 */
	public LoadedConfiguration reload(Map<String, String> texts, InForce before) {
		Problems problems = new Problems();
		texts.forEach(problems::addSource);
		List<Source> sources = texts.entrySet()
			.stream()
			.map((text) -> new Source(text.getKey(), text.getValue()))
			.toList();
		return new ConfigurationAssembly(this.surroundings, problems, before).assemble(sources);
	}

	/**
	 * Reads the texts of a configuration without understanding them.
	 * @param file the file, or {@code null} for the directory only
	 * @param directory the directory, or {@code null} for the file only
	 * @return YAML by file name, in the order in which they are merged; files that cannot
	 * be read are left out
	 */
	public Map<String, String> read(@Nullable Path file, @Nullable Path directory) {
		Map<String, String> texts = new LinkedHashMap<>();
		new ConfigurationSources(new Problems()).read(file, directory)
			.forEach((source) -> texts.put(source.name(), source.text()));
		return texts;
	}

	/**
	 * Loads a text that is not a file.
	 * @param name what reports call it
	 * @param text the YAML text
	 * @return the configuration, or why there is none
	 */
	public LoadedConfiguration load(String name, String text) {
		Problems problems = new Problems();
		problems.addSource(name, text);
		return new ConfigurationAssembly(this.surroundings, problems).assemble(List.of(new Source(name, text)));
	}

}
