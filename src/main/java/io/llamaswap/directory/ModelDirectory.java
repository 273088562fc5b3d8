package io.llamaswap.directory;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import io.llamaswap.config.Configuration;
import io.llamaswap.config.PinProfileConfiguration;
import io.llamaswap.directory.SelectorTargets.Standing;
import io.llamaswap.directory.UnresolvedNameException.Reason;
import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.model.Caller;
import org.jspecify.annotations.Nullable;

/**
 * Finds what requested names stand for (contract 2.11). Everything is asked anew for each
 * request: the configuration, the active profile, the states of the models. Thread-safe.
 */
public final class ModelDirectory {

	private final Supplier<Configuration> configuration;

	private final Supplier<List<ModelStatus>> statuses;

	private final ActiveProfile profile;

	private final PeerHealth peers;

	private volatile @Nullable NameIndex latest;

	/**
	 * Creates a directory.
	 * @param configuration the configuration that is in force
	 * @param statuses the statuses of the models, asked by selectors only
	 * @param profile the active profile
	 * @param peers which peers are dead
	 */
	public ModelDirectory(Supplier<Configuration> configuration, Supplier<List<ModelStatus>> statuses,
			ActiveProfile profile, PeerHealth peers) {
		this.configuration = configuration;
		this.statuses = statuses;
		this.profile = profile;
		this.peers = peers;
	}

	/**
	 * Resolves the name in a request to a model route: pin of the active profile,
	 * selector, real id, alias, peer, wildcard. Where there is no name the default model
	 * is meant, if there is one.
	 * @param requested the name as requested, {@code null} or {@code ""} for none
	 * @return what it stands for; its release has to be run in the end
	 * @throws UnresolvedNameException if it stands for nobody
	 */
	public Resolution resolve(@Nullable String requested) {
		return resolve(requested, SelectorTargets::choose);
	}

	/**
	 * Tells what {@link #resolve} would return now. No selector counts it.
	 * @param requested the name as requested, {@code null} or {@code ""} for none
	 * @return what it stands for
	 * @throws UnresolvedNameException if it stands for nobody
	 */
	public Resolution foresee(@Nullable String requested) {
		return resolve(requested, SelectorTargets::foresee);
	}

	/**
	 * Tells whether a caller may use what a name stands for now.
	 * @param name the name as requested
	 * @param caller who asks
	 * @return {@code false} if it is to them as if it did not exist
	 */
	public boolean isOpen(String name, Caller caller) {
		try {
			return foresee(name).isOpenTo(caller, name);
		}
		catch (UnresolvedNameException ex) {
			return caller.mayUse(name);
		}
	}

	private Resolution resolve(@Nullable String requested, Choosing choosing) {
		NameIndex index = index();
		String wanted = (requested != null) ? requested : "";
		if (wanted.isEmpty()) {
			wanted = index.configuration().naming().defaultModel();
		}
		if (wanted.isEmpty()) {
			throw new UnresolvedNameException(Reason.NO_NAME, "", List.of());
		}
		String name = pins(index).getOrDefault(wanted, wanted);
		if (name.isEmpty()) {
			throw new UnresolvedNameException(Reason.NO_NAME, wanted, List.of());
		}
		return named(index, name, choosing)
			.or(() -> index.configuration().naming().wildcard(name).flatMap((target) -> named(index, target, choosing)))
			.orElseThrow(() -> new UnresolvedNameException(Reason.UNKNOWN, name, index.suggestions()));
	}

	private Optional<Resolution> named(NameIndex index, String name, Choosing choosing) {
		SelectorTargets selector = index.selector(name);
		return (selector != null) ? Optional.of(select(index, selector, choosing)) : find(index, name);
	}

	/**
	 * Resolves what a path names: real id, alias or peer; selectors do not work there.
	 * @param name the beginning of a path
	 * @return what it stands for, or empty
	 */
	public Optional<Resolution> resolveInPath(String name) {
		return find(index(), name);
	}

	/**
	 * Finds a pin of the active profile.
	 * @param name a name
	 * @return its target, {@code ""} for a disabled name, or empty if this is no pin
	 */
	public Optional<String> pin(String name) {
		return Optional.ofNullable(pins(index()).get(name));
	}

	/**
	 * Returns the names that an error may suggest: what listings show.
	 * @return names of models, aliases, selectors and peers
	 */
	public List<String> suggestions() {
		return index().suggestions();
	}

	/**
	 * Tells whether a name means something without any profile.
	 * @param name the name
	 * @return {@code true} if a model, an alias, a selector or a peer has it
	 */
	public boolean isTaken(String name) {
		NameIndex index = index();
		return index.selector(name) != null || index.find(name).isPresent();
	}

	/**
	 * Tells whether a name is one as it stands, by no wildcard.
	 * @param name the name
	 * @return {@code true} if the active profile pins it or it means something without
	 */
	public boolean isName(String name) {
		return pin(name).isPresent() || isTaken(name);
	}

	/**
	 * Returns the configuration that is in force.
	 * @return the configuration
	 */
	public Configuration configuration() {
		return this.configuration.get();
	}

	/**
	 * Returns the profile that is active.
	 * @return the profile, or empty
	 */
	public Optional<PinProfileConfiguration> activeProfile() {
		return this.profile.in(this.configuration.get());
	}

	/**
	 * Tells why nobody may ask a peer now.
	 * @param peer its id
	 * @return the failure, or {@code null} if the next who asks may
	 */
	public PeerHealth.@Nullable Failure peerFailure(String peer) {
		return this.peers.pausing(peer);
	}

	/**
	 * Finds who has a name, without choosing for selectors.
	 * @param name the name
	 * @return the recipient, or empty
	 */
	public Optional<Recipient> recipient(String name) {
		return index().find(name);
	}

	private Map<String, String> pins(NameIndex index) {
		return this.profile.in(index.configuration()).map(PinProfileConfiguration::pins).orElseGet(Map::of);
	}

	private static Optional<Resolution> find(NameIndex index, String name) {
		return index.find(name).map((recipient) -> {
			String bare = (recipient instanceof Recipient.Local local && local.profile() != null)
					? name.substring(local.profile().length() + 1) : name;
			return new Resolution(recipient, bare, index.edits(recipient.filters(), bare), null,
					ModelDirectory::nothing);
		});
	}

	private Resolution select(NameIndex index, SelectorTargets targets, Choosing choosing) {
		String id = targets.selector().id();
		List<ModelStatus> now = this.statuses.get();
		SelectorTargets.Choice choice = choosing.choose(targets, (target) -> standing(index, target, now))
			.orElseThrow(() -> new UnresolvedNameException(Reason.NOTHING_AVAILABLE, id, List.of()));
		return find(index, choice.target()).map((found) -> found.selected(id, choice.release())).orElseThrow(() -> {
			choice.release().run();
			return new UnresolvedNameException(Reason.UNKNOWN, choice.target(), index.suggestions());
		});
	}

	private Standing standing(NameIndex index, String target, List<ModelStatus> now) {
		Recipient recipient = index.find(target).orElse(null);
		if (recipient instanceof Recipient.Remote remote) {
			return this.peers.isAvoided(remote.peer().id()) ? Standing.AWAY : Standing.COLD;
		}
		return now.stream()
			.filter((status) -> recipient instanceof Recipient.Local local && status.id().equals(local.model().id()))
			.findFirst()
			.map((status) -> Standing.of(status.state()))
			.orElse(Standing.COLD);
	}

	private static void nothing() {
		// No selector counts this request.
	}

	private NameIndex index() {
		Configuration now = this.configuration.get();
		NameIndex index = this.latest;
		return (index != null && index.isOf(now)) ? index : renew(now);
	}

	private synchronized NameIndex renew(Configuration now) {
		NameIndex index = this.latest;
		if (index == null || !index.isOf(now)) {
			index = new NameIndex(now);
			this.latest = index;
		}
		return index;
	}

	/**
	 * How a selector is asked for a target.
	 */
	@FunctionalInterface
	private interface Choosing {

		Optional<SelectorTargets.Choice> choose(SelectorTargets targets, Function<String, Standing> standing);

	}

}
