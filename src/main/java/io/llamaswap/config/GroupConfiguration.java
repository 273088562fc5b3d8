package io.llamaswap.config;

import java.util.List;

import io.llamaswap.model.ModelId;

/**
 * Models that share rules about running together.
 *
 * @param name its name, {@code (default)} for the group of all models without one
 * @param swap whether its members replace one another
 * @param exclusive whether loading a member stops other groups
 * @param persistent whether other groups cannot stop it
 * @param members its models, in the order of the file
 */
public record GroupConfiguration(String name, boolean swap, boolean exclusive, boolean persistent,
		List<ModelId> members) {

	/** Name of the group of all models that are in no other. */
	public static final String DEFAULT = "(default)";

	/**
	 * Copies the list.
	 */
	public GroupConfiguration {
		members = List.copyOf(members);
	}

	/**
	 * Tells whether loading a member of this group stops a member of another, or another
	 * member of this one. A group that is not exclusive leaves even an exclusive one
	 * alone, which llama-swap does on purpose.
	 * @param other the group of the model that is loaded already
	 * @return {@code true} if they cannot be loaded together in this order
	 */
	public boolean stops(GroupConfiguration other) {
		return this.name.equals(other.name) ? this.swap : (this.exclusive && !other.persistent);
	}

}
