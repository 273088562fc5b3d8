package io.llamaswap.json;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * The edits of one object, carried out in one pass: those of different members do not
 * touch each other.
 */
final class ObjectEdit {

	private final List<JsonEdit> all;

	private final Map<String, List<JsonEdit>> editsByName = new LinkedHashMap<>();

	private final List<Rope.Splice> splices = new ArrayList<>();

	private final List<MemberScan.Member> removed = new ArrayList<>();

	/** New members by the place of the edit that made them. */
	private final Map<Integer, Added> added = new TreeMap<>();

	ObjectEdit(List<JsonEdit> edits) {
		this.all = edits;
		edits.forEach(
				(edit) -> this.editsByName.computeIfAbsent(edit.head().name(), (name) -> new ArrayList<>()).add(edit));
	}

	/**
	 * Carries the edits out.
	 * @param text the text that holds the object
	 * @param reader stands at its brace, and behind it afterwards
	 * @return the edited text
	 */
	Rope apply(Rope text, JsonReader reader) {
		MemberScan scan = MemberScan.object(reader, this.editsByName.keySet());
		this.editsByName.forEach((name, edits) -> edit(text, name, edits, scan.of(name)));
		this.removed.sort(Comparator.comparingInt(MemberScan.Member::start));
		this.splices.addAll(MemberRemoval.of(this.removed));
		add(scan);
		this.splices.sort(Comparator.comparingInt(Rope.Splice::from));
		return text.splice(this.splices);
	}

	private void edit(Rope text, String name, List<JsonEdit> edits, List<MemberScan.Member> members) {
		int whole = edits.size() - 1;
		while (whole >= 0 && !edits.get(whole).isWhole()) {
			whole--;
		}
		List<JsonEdit> inside = edits.subList(whole + 1, edits.size()).stream().map(JsonEdit::inside).toList();
		if (whole < 0 && !members.isEmpty()) {
			members.forEach((member) -> replace(member,
					JsonEditor.editInside(text.slice(member.valueStart(), member.end()), inside)));
			return;
		}
		Rope fresh = fresh((whole >= 0) ? edits.get(whole).value() : null, inside);
		boolean goes = edits.subList(0, whole + 1).stream().anyMatch((edit) -> edit.isWhole() && edit.isRemoval());
		if (goes) {
			this.removed.addAll(members);
		}
		if (fresh == null) {
			return;
		}
		if (goes || members.isEmpty()) {
			this.added.put(maker(edits), new Added(name, fresh));
		}
		else {
			members.forEach((member) -> replace(member, fresh));
		}
	}

	private static @Nullable Rope fresh(@Nullable Rope value, List<JsonEdit> inside) {
		if (value != null) {
			return inside.isEmpty() ? value : JsonEditor.editInside(value, inside);
		}
		return inside.stream().allMatch(JsonEdit::isRemoval) ? null : JsonEditor.create(inside);
	}

	// A new member stands where the first edit put it after it had last been removed.
	private int maker(List<JsonEdit> edits) {
		int first = 0;
		for (int index = 0; index < edits.size(); index++) {
			if (edits.get(index).isRemoval() && edits.get(index).isWhole()) {
				first = index + 1;
			}
		}
		while (edits.get(first).isRemoval()) {
			first++;
		}
		return this.all.indexOf(edits.get(first));
	}

	private void replace(MemberScan.Member member, Rope value) {
		this.splices.add(new Rope.Splice(member.valueStart(), member.end(), value));
	}

	private void add(MemberScan scan) {
		String separator = (scan.count() > this.removed.size()) ? "," : "";
		for (Added member : this.added.values()) {
			Rope name = Rope.of(separator + JsonWriter.write(member.name()) + ":");
			this.splices.add(new Rope.Splice(scan.lastEnd(), scan.lastEnd(), name));
			this.splices.add(new Rope.Splice(scan.lastEnd(), scan.lastEnd(), member.value()));
			separator = ",";
		}
	}

	/**
	 * A new member.
	 *
	 * @param name its name
	 * @param value its value
	 */
	private record Added(String name, Rope value) {

	}

}
