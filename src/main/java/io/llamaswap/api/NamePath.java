package io.llamaswap.api;

import java.util.ArrayList;
import java.util.List;

import io.llamaswap.directory.ModelDirectory;
import io.llamaswap.directory.Recipient;
import io.llamaswap.directory.Resolution;

/**
 * Says by which names a requested one leads to who answers.
 */
final class NamePath {

	private final ModelDirectory directory;

	NamePath(ModelDirectory directory) {
		this.directory = directory;
	}

	/**
	 * Says it.
	 * @param requested the name as requested, {@code ""} for none
	 * @param found what it stands for now
	 * @return words such as "selector fast -> model a"
	 */
	String words(String requested, Resolution found) {
		List<String> steps = new ArrayList<>();
		String name = requested;
		if (name.isEmpty()) {
			steps.add("no name");
			name = this.directory.configuration().naming().defaultModel();
		}
		String pinned = this.directory.pin(name).orElse(null);
		if (pinned != null) {
			steps.add("pin " + name);
			name = pinned;
		}
		String selector = found.selector();
		if (selector != null) {
			if (!name.equals(selector)) {
				steps.add("name " + name);
			}
			steps.add("selector " + selector);
		}
		else if (!name.equals(found.recipient().fullName())) {
			steps.add("name " + name);
		}
		steps.add(last(found.recipient()));
		return String.join(" -> ", steps);
	}

	private static String last(Recipient recipient) {
		if (recipient instanceof Recipient.Local local) {
			String profile = (local.profile() != null) ? " of profile " + local.profile() : "";
			return "model " + local.model().id() + profile;
		}
		return "peer " + recipient.fullName();
	}

}
