package io.llamaswap.config.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.parser.ParserImpl;

/**
 * Builds the tree from parser events. It is ours because the library's own composer has
 * no bound on depth, refuses honest uses of an anchor, and forgets the places of keys.
 */
final class YamlComposer {

	private static final int NODE_WEIGHT = 16;

	private final String file;

	private final ParserImpl parser;

	private final YamlLimits limits;

	private final List<YamlIssue> issues;

	private final Map<String, Anchored> anchors = new HashMap<>();

	private final Set<Position> shared = new HashSet<>();

	private long weight;

	YamlComposer(String file, ParserImpl parser, YamlLimits limits, List<YamlIssue> issues) {
		this.file = file;
		this.parser = parser;
		this.limits = limits;
		this.issues = issues;
	}

	@Nullable YamlNode compose() {
		this.parser.next();
		if (!this.parser.checkEvent(Event.ID.DocumentStart)) {
			return null;
		}
		this.parser.next();
		YamlNode root = node(0);
		this.parser.next();
		return root;
	}

	/**
	 * Returns the places of nodes that are used more than once.
	 * @return where they begin
	 */
	Set<Position> shared() {
		return this.shared;
	}

	private YamlNode node(int depth) {
		Event event = this.parser.next();
		Position position = YamlReader.at(this.file, event.getStartMark());
		if (depth > this.limits.depth()) {
			throw new YamlRefusedException(position, "nested deeper than " + this.limits.depth() + " levels",
					"a flatter file");
		}
		weigh(NODE_WEIGHT, position);
		if (event instanceof AliasEvent alias) {
			return resolve(alias.getAlias().getValue(), position);
		}
		String anchor = ((NodeEvent) event).getAnchor().map(Anchor::getValue).orElse(null);
		if (anchor != null) {
			this.anchors.put(anchor, new Anchored(null, 0));
		}
		long before = this.weight;
		YamlNode node = switch (event.getEventId()) {
			case SequenceStart -> sequence(position, depth);
			case MappingStart -> mapping(position, depth);
			default -> scalar((ScalarEvent) event, position);
		};
		if (anchor != null) {
			this.anchors.put(anchor, new Anchored(node, this.weight - before));
		}
		return node;
	}

	private YamlNode resolve(String name, Position position) {
		Anchored anchored = this.anchors.get(name);
		if (anchored == null) {
			throw new YamlRefusedException(position, "*" + name + " refers to an anchor that is not defined before it",
					"an &" + name + " further up, or quotes around a text that begins with *");
		}
		if (anchored.node() == null) {
			throw new YamlRefusedException(position, "*" + name + " is used inside of &" + name + " itself",
					"no cycles");
		}
		weigh(anchored.weight(), position);
		this.shared.add(anchored.node().position());
		return anchored.node();
	}

	private void weigh(long more, Position position) {
		this.weight += more;
		if (this.weight > this.limits.weight()) {
			throw new YamlRefusedException(position, "too large once its aliases are written out",
					"a file that is smaller or uses fewer aliases");
		}
	}

	private YamlScalar scalar(ScalarEvent event, Position position) {
		weigh(event.getValue().length(), position);
		String tag = event.getTag().orElse("");
		boolean plain = switch (tag) {
			case "" -> event.isPlain();
			case "tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:bool",
					"tag:yaml.org,2002:null" ->
				true;
			default -> false;
		};
		int lastLine = event.getEndMark().map((mark) -> mark.getLine() + 1).orElse(position.line());
		return new YamlScalar(event.getValue(), plain, position, lastLine);
	}

	private YamlSequence sequence(Position position, int depth) {
		List<YamlNode> items = new ArrayList<>();
		while (!this.parser.checkEvent(Event.ID.SequenceEnd)) {
			items.add(node(depth + 1));
		}
		this.parser.next();
		return new YamlSequence(items, position);
	}

	private YamlMapping mapping(Position position, int depth) {
		Map<String, YamlMapping.Entry> entries = new LinkedHashMap<>();
		Map<String, YamlMapping.Entry> merged = new LinkedHashMap<>();
		while (!this.parser.checkEvent(Event.ID.MappingEnd)) {
			YamlNode key = node(depth + 1);
			YamlNode value = node(depth + 1);
			if (!(key instanceof YamlScalar scalar)) {
				throw new YamlRefusedException(key.position(), key.describe() + " as a key", "a text as a key");
			}
			if ("<<".equals(scalar.text()) && scalar.plain()) {
				merge(value, merged);
			}
			else {
				put(entries, new YamlMapping.Entry(scalar, value));
			}
		}
		this.parser.next();
		merged.forEach(entries::putIfAbsent);
		return new YamlMapping(new ArrayList<>(entries.values()), position);
	}

	private void put(Map<String, YamlMapping.Entry> entries, YamlMapping.Entry entry) {
		YamlScalar key = entry.key();
		YamlMapping.Entry earlier = entries.putIfAbsent(key.text(), entry);
		if (earlier != null) {
			this.issues.add(new YamlIssue(true, key.position(), key.text(),
					"the key \"" + key.text() + "\" stands twice in one mapping",
					"one of them (the first is in line " + earlier.key().position().line() + ")"));
		}
	}

	private void merge(YamlNode source, Map<String, YamlMapping.Entry> merged) {
		if (source instanceof YamlMapping mapping) {
			mapping.entries().forEach((entry) -> merged.putIfAbsent(entry.key().text(), entry));
		}
		else if (source instanceof YamlSequence sequence
				&& sequence.items().stream().allMatch(YamlMapping.class::isInstance)) {
			sequence.items().forEach((item) -> merge(item, merged));
		}
		else {
			this.issues.add(new YamlIssue(true, source.position(), "<<", source.describe() + " cannot be merged",
					"a mapping or a list of mappings"));
		}
	}

	/**
	 * What an anchor stands for.
	 *
	 * @param node the node, or {@code null} while it is being composed
	 * @param weight what every further use adds
	 */
	private record Anchored(@Nullable YamlNode node, long weight) {

	}

}
