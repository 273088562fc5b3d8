package io.llamaswap.json;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds what has to go with members that are removed: one comma each, never two and never
 * none.
 */
final class MemberRemoval {

	private static final Rope NOTHING = Rope.of(ByteSource.of(new byte[0])).slice(0, 0);

	private MemberRemoval() {
	}

	/**
	 * Removes members.
	 * @param members the members in the order of the text
	 * @return what is cut out
	 */
	static List<Rope.Splice> of(List<MemberScan.Member> members) {
		List<Rope.Splice> cuts = new ArrayList<>();
		int index = 0;
		int comma = MemberScan.Member.NO_COMMA;
		// Those at the beginning take the comma behind them with them, all others the one
		// before.
		while (index < members.size() && members.get(index).commaBefore() == comma
				&& (index == 0 || comma != MemberScan.Member.NO_COMMA)) {
			comma = members.get(index++).commaAfter();
		}
		if (index > 0) {
			MemberScan.Member last = members.get(index - 1);
			int end = (comma != MemberScan.Member.NO_COMMA) ? comma + 1 : last.end();
			cuts.add(new Rope.Splice(members.get(0).start(), end, NOTHING));
		}
		for (; index < members.size(); index++) {
			MemberScan.Member member = members.get(index);
			cuts.add(new Rope.Splice(member.commaBefore(), member.end(), NOTHING));
		}
		return cuts;
	}

}
