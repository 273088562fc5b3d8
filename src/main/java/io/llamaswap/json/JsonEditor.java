package io.llamaswap.json;

import java.util.ArrayList;
import java.util.List;

/**
 * Carries edits out, one after the other, on ranges of the text. Where a member stands
 * several times all of them are edited: parsers differ in which one they believe.
 */
public final class JsonEditor {

	private static final Rope NULL = Rope.of("null");

	private JsonEditor() {
	}

	/**
	 * Edits a text.
	 * @param text a JSON object; white space and a byte order mark may stand around it
	 * @param edits the edits in their order
	 * @return the edited text
	 * @throws JsonEditException if it is no valid JSON object, or an edit does not fit it
	 */
	public static Rope edit(ByteSource text, List<JsonEdit> edits) {
		Rope whole = Rope.of(text);
		JsonReader reader = new JsonReader(whole);
		reader.skipByteOrderMark();
		if (reader.skipSpace() != '{') {
			throw new JsonEditException("the request is no JSON object");
		}
		Rope edited = new ObjectEdit(edits).apply(whole, reader);
		if (reader.skipSpace() >= 0) {
			throw JsonEditException.invalid(reader.position());
		}
		return edited;
	}

	/**
	 * Edits the inside of a value.
	 * @param value the value
	 * @param edits the edits in their order
	 * @return the edited value
	 */
	static Rope editInside(Rope value, List<JsonEdit> edits) {
		JsonReader reader = new JsonReader(value);
		int first = reader.peek();
		if (first == '{') {
			return new ObjectEdit(edits).apply(value, reader);
		}
		if (first == '[') {
			Rope list = value;
			for (JsonEdit edit : edits) {
				list = editList(list, edit);
			}
			return list;
		}
		int firstSet = 0;
		while (firstSet < edits.size() && edits.get(firstSet).isRemoval()) {
			firstSet++;
		}
		if (firstSet == edits.size()) {
			return value;
		}
		// Whatever else is there gives way to what the path needs.
		Rope container = Rope.of(edits.get(firstSet).head().isIndex() ? "[]" : "{}");
		return editInside(container, edits.subList(firstSet, edits.size()));
	}

	/**
	 * Makes a value of edits where nothing was.
	 * @param edits the edits in their order
	 * @return the value
	 */
	static Rope create(List<JsonEdit> edits) {
		return editInside(NULL, edits);
	}

	private static Rope editList(Rope list, JsonEdit edit) {
		JsonPath.Part head = edit.head();
		if (!head.isIndex()) {
			if (edit.isRemoval()) {
				return list;
			}
			throw new JsonEditException("\"" + head.name() + "\" cannot be set in a list");
		}
		MemberScan scan = MemberScan.list(new JsonReader(list), head.index());
		boolean removeLast = head.index() == JsonPath.Part.LAST && edit.isRemoval();
		MemberScan.Member element = removeLast ? scan.last() : scan.element();
		if (element == null) {
			return edit.isRemoval() ? list : append(list, scan, edit);
		}
		if (edit.isWhole() && edit.isRemoval()) {
			return list.splice(MemberRemoval.of(List.of(element)));
		}
		Rope value = (edit.isWhole() && edit.value() != null) ? edit.value()
				: editInside(list.slice(element.start(), element.end()), List.of(edit.inside()));
		return list.splice(List.of(new Rope.Splice(element.start(), element.end(), value)));
	}

	private static Rope append(Rope list, MemberScan scan, JsonEdit edit) {
		StringBuilder gap = new StringBuilder((scan.count() > 0) ? "," : "");
		gap.append("null,".repeat(Math.max(0, edit.head().index() - scan.count())));
		Rope value = (edit.isWhole() && edit.value() != null) ? edit.value() : create(List.of(edit.inside()));
		List<Rope.Splice> splices = new ArrayList<>();
		splices.add(new Rope.Splice(scan.lastEnd(), scan.lastEnd(), Rope.of(gap.toString())));
		splices.add(new Rope.Splice(scan.lastEnd(), scan.lastEnd(), value));
		return list.splice(splices);
	}

}
