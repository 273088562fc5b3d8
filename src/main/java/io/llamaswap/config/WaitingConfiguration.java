package io.llamaswap.config;

/**
 * How many requests may wait beside the bound of each model ({@code scheduling}, keys of
 * ours).
 *
 * @param total for all models together, 0 for no limit
 * @param perCaller of one caller: of one key, without keys of one address; 0 for no limit
 */
public record WaitingConfiguration(int total, int perCaller) {

	/**
	 * Far more than people and their agents ever have waiting, and few enough that their
	 * connections and memory are no matter.
	 */
	public static final WaitingConfiguration DEFAULT = new WaitingConfiguration(2000, 500);

}
