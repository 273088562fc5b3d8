package io.llamaswap.config.yaml;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads a text into a tree. Never throws for what the text holds: everything that is
 * wrong becomes an issue.
 */
public final class YamlReader {

	private static final int MAX_ISSUES = 200;

	private final YamlLimits limits;

	/**
	 * Creates a reader.
	 * @param limits its bounds
	 */
	public YamlReader(YamlLimits limits) {
		this.limits = limits;
	}

	/**
	 * Reads the first document of a text.
	 * @param file name for positions
	 * @param text the text
	 * @return the tree and what was found
	 */
	public YamlDocument read(String file, String text) {
		List<YamlIssue> issues = new ArrayList<>();
		Position start = new Position(file, 1, 1);
		if (text.length() > this.limits.characters()) {
			issues.add(new YamlIssue(true, start, "", "the file has " + text.length() + " characters",
					"at most " + this.limits.characters()));
			return new YamlDocument(null, issues, Set.of());
		}
		String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
		Set<Position> shared = new HashSet<>();
		YamlNode root = parse(file, body, issues, shared);
		return new YamlDocument(root, issues.subList(0, Math.min(issues.size(), MAX_ISSUES)), shared);
	}

	private @Nullable YamlNode parse(String file, String text, List<YamlIssue> issues, Set<Position> shared) {
		LoadSettings settings = LoadSettings.builder()
			.setLabel(file)
			.setParseComments(false)
			.setCodePointLimit(Integer.MAX_VALUE)
			// Everything in one piece: the library fails where a piece ends within an
			// emoji.
			.setBufferSize(text.length() + 2)
			.build();
		try {
			ParserImpl parser = new ParserImpl(settings, new StreamReader(settings, text));
			YamlComposer composer = new YamlComposer(file, parser, this.limits, issues);
			YamlNode root = composer.compose();
			shared.addAll(composer.shared());
			noteFurtherDocuments(file, parser, issues);
			return root;
		}
		catch (YamlRefusedException ex) {
			issues.add(ex.issue());
		}
		catch (MarkedYamlEngineException ex) {
			Position position = at(file, ex.getProblemMark().or(ex::getContextMark));
			issues.add(new YamlIssue(true, position, "", describe(ex), advice(ex)));
		}
		catch (ReaderException ex) {
			issues.add(new YamlIssue(true, at(file, text, ex.getPosition()), "",
					String.format("the character U+%04X is not allowed in YAML", ex.getCodePoint()), "printable text"));
		}
		catch (YamlEngineException ex) {
			issues.add(new YamlIssue(true, new Position(file, 1, 1), "", "not YAML: " + ex.getMessage(), ""));
		}
		return null;
	}

	private static void noteFurtherDocuments(String file, ParserImpl parser, List<YamlIssue> issues) {
		try {
			if (parser.checkEvent(Event.ID.DocumentStart)) {
				issues.add(new YamlIssue(false, at(file, parser.peekEvent().getStartMark()), "",
						"a second YAML document begins here and is ignored", "one document"));
			}
		}
		catch (MarkedYamlEngineException ex) {
			issues.add(new YamlIssue(false, at(file, ex.getProblemMark()), "",
					"what follows the first YAML document is ignored", "one document"));
		}
	}

	private static String describe(MarkedYamlEngineException ex) {
		String context = ex.getContext();
		String problem = String.valueOf(ex.getProblem());
		return "not YAML: " + ((context != null) ? context + ", " + problem : problem);
	}

	private static String advice(MarkedYamlEngineException ex) {
		String problem = String.valueOf(ex.getProblem());
		if (problem.contains("mapping values are not allowed")) {
			return "quotes around a text that holds a colon and a space, or the indentation of the lines around";
		}
		if (problem.contains("'\\t'") || problem.contains("(TAB)")) {
			return "spaces for indentation, not tabs";
		}
		if (problem.contains("found undefined alias")) {
			return "an anchor of that name before it, or quotes around a text that begins with *";
		}
		if (problem.contains("expected ',' or")) {
			return "quotes around each value with { } [ ] or a comma, such as \"${NAME}\"";
		}
		if (problem.contains("found unknown escape character")) {
			return "single quotes around a text with backslashes";
		}
		return "";
	}

	static Position at(String file, Optional<Mark> mark) {
		return mark.map((place) -> new Position(file, place.getLine() + 1, place.getColumn() + 1))
			.orElseGet(() -> new Position(file, 1, 1));
	}

	private static Position at(String file, String text, int codePoint) {
		int end = text.offsetByCodePoints(0, Math.min(codePoint, text.codePointCount(0, text.length())));
		int line = 1;
		int lineStart = 0;
		for (int i = 0; i < end; i++) {
			if (text.charAt(i) == '\n') {
				line++;
				lineStart = i + 1;
			}
		}
		return new Position(file, line, end - lineStart + 1);
	}

}
