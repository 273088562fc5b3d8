package io.llamaswap.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;

import org.jspecify.annotations.Nullable;

/**
 * One pass over an object or a list: where those of its members stand that are looked
 * for.
 */
final class MemberScan {

	/** Nobody repeats a member that often who means well. */
	static final int MAX_FOUND = 64;

	private final List<Member> found = new ArrayList<>();

	private @Nullable Member last;

	private int count;

	private int lastEnd;

	private MemberScan() {
	}

	/**
	 * Reads an object.
	 * @param reader stands at its brace, and behind it afterwards
	 * @param names names of the members to be found
	 * @return what was found
	 */
	static MemberScan object(JsonReader reader, Set<String> names) {
		return new MemberScan().read(reader, '}', (name, index) -> names.contains(name));
	}

	/**
	 * Reads a list.
	 * @param reader stands at its bracket, and behind it afterwards
	 * @param wanted index of the element to be found
	 * @return what was found
	 */
	static MemberScan list(JsonReader reader, int wanted) {
		return new MemberScan().read(reader, ']', (name, index) -> index == wanted);
	}

	private MemberScan read(JsonReader reader, int close, BiPredicate<String, Integer> wanted) {
		reader.advance();
		this.lastEnd = reader.position();
		int commaBefore = Member.NO_COMMA;
		int next = reader.skipSpace();
		while (next != close) {
			int start = reader.position();
			String name = "";
			if (close == '}') {
				name = reader.readName();
				reader.skipColon();
				reader.skipSpace();
			}
			int valueStart = reader.position();
			reader.skipValue();
			int end = reader.position();
			next = reader.skipSpace();
			int commaAfter = (next == ',') ? reader.position() : Member.NO_COMMA;
			this.last = new Member(name, commaBefore, start, valueStart, end, commaAfter);
			note(this.last, wanted);
			if (next == ',') {
				reader.advance();
				commaBefore = commaAfter;
				// A comma is never the last thing before the end.
				next = requireMember(reader, close);
			}
			else if (next != close) {
				throw JsonEditException.invalid(reader.position());
			}
		}
		reader.advance();
		return this;
	}

	private static int requireMember(JsonReader reader, int close) {
		int next = reader.skipSpace();
		if (next == close) {
			throw JsonEditException.invalid(reader.position());
		}
		return next;
	}

	private void note(Member member, BiPredicate<String, Integer> wanted) {
		if (wanted.test(member.name(), this.count)) {
			if (this.found.size() == MAX_FOUND) {
				throw new JsonEditException("\"" + member.name() + "\" stands more than " + MAX_FOUND + " times");
			}
			this.found.add(member);
		}
		this.count++;
		this.lastEnd = member.end();
	}

	/**
	 * Returns the members that were found under a name.
	 * @param name the name
	 * @return all of them, in their order
	 */
	List<Member> of(String name) {
		return this.found.stream().filter((member) -> member.name().equals(name)).toList();
	}

	/**
	 * Returns the element that was looked for.
	 * @return the element, or {@code null} if the list is shorter
	 */
	@Nullable Member element() {
		return this.found.isEmpty() ? null : this.found.get(0);
	}

	@Nullable Member last() {
		return this.last;
	}

	int count() {
		return this.count;
	}

	/**
	 * Returns where a new member is added.
	 * @return offset behind the last one, or behind the opening bracket
	 */
	int lastEnd() {
		return this.lastEnd;
	}

	/**
	 * Where a member of an object or an element of a list stands.
	 *
	 * @param name its name, {@code ""} in a list
	 * @param commaBefore offset of the comma before it, or {@link #NO_COMMA}
	 * @param start offset of its first byte
	 * @param valueStart offset of the first byte of its value
	 * @param end offset behind its last byte
	 * @param commaAfter offset of the comma behind it, or {@link #NO_COMMA}
	 */
	record Member(String name, int commaBefore, int start, int valueStart, int end, int commaAfter) {

		static final int NO_COMMA = -1;

	}

}
