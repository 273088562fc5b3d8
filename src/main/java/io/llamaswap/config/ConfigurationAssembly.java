package io.llamaswap.config;

import java.util.ArrayList;
import java.util.List;

import io.llamaswap.config.ConfigurationSources.Source;
import io.llamaswap.config.Growth.ExpansionTooLargeException;
import io.llamaswap.config.yaml.Position;
import io.llamaswap.config.yaml.YamlDocument;
import io.llamaswap.config.yaml.YamlLimits;
import io.llamaswap.config.yaml.YamlMapping;
import io.llamaswap.config.yaml.YamlNode;
import io.llamaswap.config.yaml.YamlReader;
import io.llamaswap.config.yaml.YamlScalar;
import org.jspecify.annotations.Nullable;

/**
 * One load from texts to a configuration: parse, environment, merge, macros, types
 * (contract 2.1).
 */
final class ConfigurationAssembly {

	static final int DEFAULT_START_PORT = 5800;

	private final Surroundings surroundings;

	private final Problems problems;

	private final @Nullable InForce inForce;

	private final Growth growth = new Growth();

	private final KeyLog log = new KeyLog();

	private final UnknownKeys unknown;

	ConfigurationAssembly(Surroundings surroundings, Problems problems) {
		this(surroundings, problems, null);
	}

	/**
	 * Makes a load.
	 * @param surroundings what is not in the files
	 * @param problems takes what is wrong
	 * @param inForce what is to be replaced, whose models keep their ports; {@code null}
	 * at the start
	 */
	ConfigurationAssembly(Surroundings surroundings, Problems problems, @Nullable InForce inForce) {
		this.inForce = inForce;
		this.surroundings = surroundings;
		this.problems = problems;
		this.unknown = new UnknownKeys(problems);
	}

	LoadedConfiguration assemble(List<Source> sources) {
		YamlMapping root = read(sources);
		Configuration configuration = null;
		if (root != null) {
			refuseWithoutModels(root);
			try {
				configuration = bind(root);
			}
			catch (ExpansionTooLargeException ex) {
				this.problems.error(root.position(), "", ex.reason(), "fewer or shorter macros");
			}
		}
		if (configuration != null && !this.problems.failed()) {
			new Suspicions(this.problems, this.log.places(), this.surroundings.commands()).check(configuration);
		}
		return new LoadedConfiguration(this.problems.failed() ? null : configuration, this.problems.inOrder(),
				this.log.places(), this.surroundings.commands());
	}

	KeyLog log() {
		return this.log;
	}

	// A file that is still being written ends anywhere, and who means it can say so.
	private void refuseWithoutModels(YamlMapping root) {
		YamlNode models = root.find("models");
		if (isNothing(models) && this.inForce != null && !this.inForce.configuration().models().isEmpty()) {
			this.problems.error((models != null) ? models.position() : root.position(), "models",
					"no models are left, so what is in force stays (\"models: {}\" says that there are to be none)",
					"models, or \"models: {}\" for none at all");
		}
	}

	private @Nullable YamlMapping read(List<Source> sources) {
		List<YamlMapping> roots = new ArrayList<>();
		for (Source source : sources) {
			YamlMapping root = read(source);
			if (root != null) {
				roots.add(root);
			}
		}
		if (roots.isEmpty()) {
			return null;
		}
		SourceMerge merge = new SourceMerge(this.problems);
		return roots.stream().reduce(merge::merge).orElseThrow();
	}

	private @Nullable YamlMapping read(Source source) {
		YamlDocument document = new YamlReader(YamlLimits.DEFAULT).read(source.name(),
				EnvironmentReferences.hide(source.text()));
		this.unknown.share(document.shared());
		if (document.root() != null) {
			this.problems.conceal(document.root());
		}
		document.issues().forEach((issue) -> {
			String key = EnvironmentReferences.reveal(issue.key());
			String message = EnvironmentReferences.reveal(issue.message());
			if (issue.fatal()) {
				this.problems.error(issue.position(), key, message, issue.expected());
			}
			else {
				this.problems.warn(issue.position(), key, message, issue.expected());
			}
		});
		YamlMapping nothing = new YamlMapping(List.of(), new Position(source.name(), 1, 1));
		YamlNode root = document.root();
		if (root == null) {
			return document.issues().stream().anyMatch((issue) -> issue.fatal()) ? null : nothing;
		}
		if (root instanceof YamlScalar scalar) {
			if (!scalar.isNull()) {
				this.problems.warn(scalar.position(), "",
						"the file holds one text and no settings, so it counts as empty",
						"a mapping such as \"models:\"");
			}
			return nothing;
		}
		try {
			return mapping(new EnvironmentReferences(this.surroundings.environment(), this.problems, this.growth)
				.replaceIn(root));
		}
		catch (ExpansionTooLargeException ex) {
			this.problems.error(root.position(), "", ex.reason(), "fewer references to variables");
			return null;
		}
	}

	private @Nullable YamlMapping mapping(YamlNode root) {
		if (root instanceof YamlMapping mapping) {
			return mapping;
		}
		this.problems.error(root.position(), "", "the file is a list", "a mapping such as \"models:\"");
		return null;
	}

	private Configuration bind(YamlMapping root) {
		Macros globals = Macros.read(root.find("macros"), "macros", this.problems);
		LeftoverMacros leftovers = new LeftoverMacros(this.problems, this.surroundings.environment().keySet());
		GlobalExpansion expansion = new GlobalExpansion(globals, this.problems, this.growth);
		YamlMapping settings = expansion.expand(root);
		Section section = Section.root(settings, new Reading(this.problems, this.log, this.unknown));
		int startPort = section.integer("startPort", DEFAULT_START_PORT, 1);
		YamlMapping models = models(root);
		List<ExpandedModel> expanded = new ModelExpansion(globals, PortBook.open(startPort, this.inForce),
				this.problems, this.growth, leftovers)
			.expand(models);
		Configuration configuration = new ConfigurationBinder(section, this.surroundings).bind(expanded);
		expansion.check(settings, this.log.known().keySet(), leftovers);
		return configuration;
	}

	private YamlMapping models(YamlMapping root) {
		YamlNode models = root.find("models");
		if (models instanceof YamlMapping mapping) {
			return mapping;
		}
		if (models != null && !isNothing(models)) {
			this.problems.error(models.position(), "models", models.describe() + " where models are wanted",
					"a mapping of model ids to models");
		}
		return new YamlMapping(List.of(), root.position());
	}

	private static boolean isNothing(@Nullable YamlNode node) {
		return node == null || (node instanceof YamlScalar scalar && scalar.isNull());
	}

}
