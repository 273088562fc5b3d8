package io.llamaswap.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * Whatever the text and the edits: splicing gives what editing a tree would give.
 */
class JsonEditorPropertyTests {

	private static final int ROUNDS = 4000;

	private static final String[] NAMES = { "a", "b", "c", "1", "0", "-1", "x.y", "\\u0061", "ü" };

	private static final String[] PATHS = { "a", "b", "c", "0", "1", "-1", ":1", "x\\.y", "ü" };

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5 })
	void spliceResultEqualsTreeResult(long seed) {
		Random random = new Random(seed);
		int compared = 0;
		for (int round = 0; round < ROUNDS; round++) {
			String text = object(random, 0);
			List<JsonEdit> edits = new ArrayList<>();
			Object tree = MAPPER.readValue(text, Object.class);
			StringBuilder story = new StringBuilder(text);
			boolean fits = true;
			for (int count = random.nextInt(5); count >= 0; count--) {
				String path = path(random);
				@Nullable Object value = random.nextBoolean() ? MAPPER.readValue(value(random, 2), Object.class) : "-";
				boolean removal = "-".equals(value);
				story.append(removal ? "\nremove " : "\nset ").append(path).append(' ').append(value);
				JsonPath parsed = JsonPath.parse(path);
				edits.add(removal ? JsonEdit.remove(parsed) : JsonEdit.set(parsed, value));
				try {
					tree = removal ? remove(tree, parsed.parts()) : set(tree, parsed.parts(), value);
				}
				catch (JsonEditException ex) {
					fits = false;
					break;
				}
			}
			String edited = fits ? edit(text, edits) : null;
			if (edited != null) {
				compared++;
				story.append("\n= ").append(edited);
				assertThat(MAPPER.readValue(edited, Object.class)).as(story.toString()).isEqualTo(tree);
			}
		}
		assertThat(compared).isGreaterThan(ROUNDS / 2);
	}

	// A tree knows the last of several members only; an earlier one may be a list that an
	// edit does not fit.
	private static @Nullable String edit(String text, List<JsonEdit> edits) {
		try {
			return JsonEditorTests.edit(text, edits.toArray(JsonEdit[]::new));
		}
		catch (JsonEditException ex) {
			assertThat(ex).hasMessageContaining("in a list");
			return null;
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 11, 12 })
	void whateverIsNotJsonIsRefusedAndNothingElseHappens(long seed) {
		Random random = new Random(seed);
		for (int round = 0; round < ROUNDS; round++) {
			StringBuilder text = new StringBuilder(object(random, 0));
			for (int count = random.nextInt(3); count >= 0; count--) {
				int at = random.nextInt(text.length());
				text.setCharAt(at, "{}[]\",:\\ 0tx".charAt(random.nextInt(12)));
			}
			assertThatCode(() -> {
				try {
					String edited = JsonEditorTests.edit(text.toString(), JsonEdit.remove(JsonPath.parse("none")));
					assertThat(edited).isEqualTo(text.toString());
					MAPPER.readTree(edited);
				}
				catch (JsonEditException ex) {
					// Refused, as it should be.
				}
			}).as(text.toString()).doesNotThrowAnyException();
		}
	}

	private static @Nullable Object set(@Nullable Object tree, List<JsonPath.Part> path, @Nullable Object value) {
		if (path.isEmpty()) {
			return value;
		}
		JsonPath.Part head = path.get(0);
		List<JsonPath.Part> rest = path.subList(1, path.size());
		if (tree instanceof Map<?, ?> map) {
			Map<String, @Nullable Object> copy = copy(map);
			copy.put(head.name(), set(copy.get(head.name()), rest, value));
			return copy;
		}
		if (tree instanceof List<?> list) {
			if (!head.isIndex()) {
				throw new JsonEditException("name in a list");
			}
			List<@Nullable Object> copy = new ArrayList<>(list);
			int index = (head.index() >= 0) ? head.index() : copy.size();
			while (copy.size() <= index) {
				copy.add(null);
			}
			copy.set(index, set(copy.get(index), rest, value));
			return copy;
		}
		return set(head.isIndex() ? List.of() : Map.of(), path, value);
	}

	private static @Nullable Object remove(@Nullable Object tree, List<JsonPath.Part> path) {
		JsonPath.Part head = path.get(0);
		List<JsonPath.Part> rest = path.subList(1, path.size());
		if (tree instanceof Map<?, ?> map && map.containsKey(head.name())) {
			Map<String, @Nullable Object> copy = copy(map);
			if (rest.isEmpty()) {
				copy.remove(head.name());
			}
			else {
				copy.put(head.name(), remove(copy.get(head.name()), rest));
			}
			return copy;
		}
		if (tree instanceof List<?> list && head.isIndex()) {
			int index = (head.index() >= 0) ? head.index() : list.size() - 1;
			if (index < 0 || index >= list.size()) {
				return tree;
			}
			List<@Nullable Object> copy = new ArrayList<>(list);
			if (rest.isEmpty()) {
				copy.remove(index);
			}
			else {
				copy.set(index, remove(copy.get(index), rest));
			}
			return copy;
		}
		return tree;
	}

	private static Map<String, @Nullable Object> copy(Map<?, ?> map) {
		Map<String, @Nullable Object> copy = new LinkedHashMap<>();
		map.forEach((name, value) -> copy.put((String) name, value));
		return copy;
	}

	private static String path(Random random) {
		List<String> parts = new ArrayList<>();
		for (int count = random.nextInt(3); count >= 0; count--) {
			parts.add(PATHS[random.nextInt(PATHS.length)]);
		}
		return String.join(".", parts);
	}

	private static String object(Random random, int depth) {
		List<String> members = new ArrayList<>();
		for (int count = random.nextInt(5); count > 0; count--) {
			members.add(space(random) + "\"" + NAMES[random.nextInt(NAMES.length)] + "\"" + space(random) + ":"
					+ space(random) + value(random, depth + 1) + space(random));
		}
		return "{" + String.join(",", members) + (members.isEmpty() ? space(random) : "") + "}";
	}

	private static String value(Random random, int depth) {
		return switch (random.nextInt((depth < 4) ? 8 : 5)) {
			case 0 -> "null";
			case 1 -> String.valueOf(random.nextInt(100));
			case 2 -> "\"s\\\"{,[" + random.nextInt(10) + "\"";
			case 3 -> random.nextBoolean() ? "true" : "false";
			case 4 -> random.nextInt(10) + ".5";
			case 5, 6 -> object(random, depth);
			default -> {
				List<String> elements = new ArrayList<>(Collections.nCopies(random.nextInt(4), ""));
				elements.replaceAll((none) -> space(random) + value(random, depth + 1) + space(random));
				yield "[" + String.join(",", elements) + "]";
			}
		};
	}

	private static String space(Random random) {
		return (random.nextInt(4) == 0) ? " \t\n".substring(random.nextInt(3)) : "";
	}

}
