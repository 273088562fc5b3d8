package io.llamaswap.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

import io.llamaswap.config.Growth.ExpansionTooLargeException;
import io.llamaswap.config.yaml.YamlMapping;
import io.llamaswap.config.yaml.YamlNode;
import io.llamaswap.config.yaml.YamlScalar;
import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * Expands all models and hands out ports, in byte order of their ids as llama-swap does.
 */
final class ModelExpansion {

	static final String DEFAULT_PROXY = "http://localhost:${PORT}";

	private static final String PORT = "${PORT}";

	private final Macros globals;

	private final Problems problems;

	private final Growth growth;

	private final LeftoverMacros leftovers;

	private boolean portsAreSpent;

	private final PortBook ports;

	ModelExpansion(Macros globals, PortBook ports, Problems problems, Growth growth, LeftoverMacros leftovers) {
		this.globals = globals;
		this.ports = ports;
		this.problems = problems;
		this.growth = growth;
		this.leftovers = leftovers;
	}

	/**
	 * Expands every model.
	 * @param models the {@code models} section
	 * @return the sound ones in the order of the file
	 */
	List<ExpandedModel> expand(YamlMapping models) {
		Map<String, ExpandedModel> expanded = new HashMap<>();
		models.entries()
			.stream()
			.sorted(Comparator.comparing((entry) -> entry.key().text(), ModelExpansion::compareBytes))
			.forEach((entry) -> {
				ExpandedModel model = expand(entry);
				if (model != null) {
					expanded.put(entry.key().text(), model);
				}
			});
		return models.entries()
			.stream()
			.filter((entry) -> expanded.containsKey(entry.key().text()))
			.map((entry) -> Objects.requireNonNull(expanded.get(entry.key().text())))
			.toList();
	}

	// The order of UTF-8 bytes is the order of code points.
	private static int compareBytes(String left, String right) {
		return Arrays.compare(left.codePoints().toArray(), right.codePoints().toArray());
	}

	private @Nullable ExpandedModel expand(YamlMapping.Entry entry) {
		YamlScalar id = entry.key();
		String path = "models." + id.text();
		if (id.text().isBlank()) {
			this.problems.error(id.position(), "models", "a model without an id", "an id of at least one character");
			return null;
		}
		if (entry.value() instanceof YamlScalar scalar && scalar.isNull()) {
			this.problems.error(id.position(), path, "the model is empty", "at least cmd, or proxy");
			return null;
		}
		if (!(entry.value() instanceof YamlMapping values)) {
			this.problems.error(entry.value().position(), path, entry.value().describe() + " where a model is wanted",
					"a mapping with cmd");
			return null;
		}
		try {
			return expand(id, withDefaults(id, values));
		}
		catch (ExpansionTooLargeException ex) {
			this.problems.error(id.position(), path, ex.reason(), "shorter macros");
			return null;
		}
	}

	private static YamlMapping withDefaults(YamlScalar id, YamlMapping values) {
		List<YamlMapping.Entry> entries = new ArrayList<>();
		YamlMapping.Entry proxy = new YamlMapping.Entry(id.asString("proxy"), id.asString(DEFAULT_PROXY));
		for (YamlMapping.Entry entry : values.entries()) {
			String key = entry.key().text();
			if ("proxy".equals(key)) {
				proxy = isBlank(entry.value()) ? proxy : entry;
			}
			else if (("cmd".equals(key) || "cmdStop".equals(key)) && entry.value() instanceof YamlScalar command) {
				entries.add(entry.withValue(command.withText(CommandLines.withoutComments(command.text()))));
			}
			else {
				entries.add(entry);
			}
		}
		entries.add(proxy);
		return new YamlMapping(entries, values.position());
	}

	private static boolean isBlank(YamlNode node) {
		return node instanceof YamlScalar scalar && (scalar.isNull() || scalar.text().isBlank());
	}

	private ExpandedModel expand(YamlScalar id, YamlMapping values) {
		String path = "models." + id.text();
		Macros own = Macros.read(values.find("macros"), path + ".macros", this.problems);
		Macros scope = this.globals.forModel(id, own);
		YamlMapping expanded = tree((scalar) -> scope.expand(scalar, this.growth)).model(values);
		Integer port = null;
		if (textOf(expanded, "cmd").contains(PORT)) {
			port = takePort(id, path);
		}
		else {
			checkProxy(id, expanded, path);
		}
		int number = (port != null) ? port : 0;
		YamlScalar value = new YamlScalar(String.valueOf(number), true, id.position(), id.lastLine());
		boolean everywhere = port != null;
		YamlMapping complete = tree((scalar) -> Macros.replace(scalar, "PORT", value, this.growth))
			.model(everywhere ? expanded : only(expanded, "proxy"));
		YamlMapping result = everywhere ? complete : with(expanded, complete);
		this.leftovers.checkModel(result, path, scope.names());
		return new ExpandedModel(id, result, port);
	}

	private TreeExpansion tree(UnaryOperator<YamlScalar> replacement) {
		return new TreeExpansion(replacement, this.problems, this.growth);
	}

	private static YamlMapping only(YamlMapping mapping, String key) {
		return new YamlMapping(mapping.entries().stream().filter((entry) -> key.equals(entry.key().text())).toList(),
				mapping.position());
	}

	private static YamlMapping with(YamlMapping mapping, YamlMapping replaced) {
		return new YamlMapping(mapping.entries().stream().map((entry) -> {
			YamlNode other = replaced.find(entry.key().text());
			return (other != null) ? entry.withValue(other) : entry;
		}).toList(), mapping.position());
	}

	// Told once, at the first model that gets none.
	private int takePort(YamlScalar id, String path) {
		int port = this.ports.take(new ModelId(id.text()));
		if (port > PortBook.LAST && !this.portsAreSpent) {
			this.portsAreSpent = true;
			this.problems.error(id.position(), path, "no port is left below 65536 for ${PORT}", "a lower startPort");
		}
		return Math.min(port, PortBook.LAST);
	}

	private void checkProxy(YamlScalar id, YamlMapping model, String path) {
		if (!(model.find("proxy") instanceof YamlScalar proxy) || !proxy.text().contains(PORT)) {
			return;
		}
		boolean written = !proxy.position().equals(id.position());
		String cmd = textOf(model, "cmd");
		String message = written ? "proxy asks for ${PORT}, but cmd does not"
				: "there is no proxy, and its default http://localhost:${PORT} needs ${PORT} in cmd";
		this.problems.error(proxy.position(), path + (written ? ".proxy" : ""), message,
				"${PORT} in cmd, or a proxy with the port that the server opens", PortOption.suggest(cmd));
	}

	private static String textOf(YamlMapping model, String key) {
		return (model.find(key) instanceof YamlScalar scalar) ? scalar.text() : "";
	}

}
