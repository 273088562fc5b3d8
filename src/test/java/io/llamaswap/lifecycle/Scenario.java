package io.llamaswap.lifecycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

import io.llamaswap.config.GroupConfiguration;
import io.llamaswap.config.MatrixConfiguration;
import io.llamaswap.matrix.MatrixExpression;
import io.llamaswap.matrix.MatrixSets;
import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * What one simulated run is made of, drawn from a seed.
 */
final class Scenario {

	/** What kind of run it is. */
	enum Kind {

		/** Everything may happen. */
		CHAOS,

		/** All requests at once, nothing fails: to see that they are collated. */
		BURST,

		/** One model is kept busy without a pause: to see that nobody starves. */
		STREAM

	}

	static final Duration LONGEST_LOAD = Duration.ofSeconds(60);

	static final Duration LONGEST_HOLD = Duration.ofSeconds(8);

	static final Duration LONGEST_RESIDENCY = Duration.ofSeconds(30);

	static final Duration LONGEST_GRACE = Duration.ofSeconds(10);

	/** From the kill until somebody says that it did not help. */
	static final Duration STUCK_AFTER = Duration.ofSeconds(5);

	final Kind kind;

	final List<ModelId> models = new ArrayList<>();

	final List<LeaseRequest> targets = new ArrayList<>();

	final SchedulingRules rules;

	/** Who asks; more than one asks for turns. */
	final List<String> callers;

	final int requests;

	final boolean faults;

	private final Random random;

	/**
	 * For what came later than the seeds that are remembered: without it their runs are
	 * what they were.
	 */
	private final @Nullable Random more;

	Scenario(long seed) {
		this(new Random(seed), new Random(~seed));
	}

	private Scenario(Random random, @Nullable Random more) {
		this.random = random;
		// Streams are long and dear: one run in twelve shows as much.
		this.kind = oneIn(12) ? Kind.STREAM : (oneIn(3) ? Kind.BURST : Kind.CHAOS);
		this.faults = this.kind == Kind.CHAOS && random.nextInt(4) > 0;
		this.more = (more != null && this.kind == Kind.CHAOS && more.nextInt(3) > 0) ? more : null;
		int count = 2 + random.nextInt(4);
		for (int i = 0; i < count; i++) {
			this.models.add(new ModelId(String.valueOf((char) ('a' + i))));
		}
		EvictionPolicy policy = policy();
		boolean chaos = this.kind == Kind.CHAOS;
		Duration overtaking = chaos ? upTo(Duration.ofSeconds(20)) : Duration.ofSeconds(10);
		Duration maxWait = (this.kind == Kind.BURST) ? Duration.ofMinutes(30)
				: (chaos ? upTo(Duration.ofSeconds(100)) : Duration.ofSeconds(20));
		this.rules = new SchedulingRules(modelRules(), keeping(policy), overtaking, BackOff.DEFAULT, maxWait,
				oneIn(3) ? 1 + random.nextInt(2) : 0, queueLimits());
		this.callers = oneIn(2) ? List.of("") : List.of("x", "y", "z");
		this.requests = (this.kind == Kind.BURST) ? 6 + random.nextInt(20) : 20 + random.nextInt(40);
	}

	/**
	 * Makes a run of a time when there was less to draw.
	 * @param seed what it is drawn from
	 * @return the run of that time
	 */
	static Scenario remembered(long seed) {
		return new Scenario(new Random(seed), null);
	}

	Duration upTo(Duration longest) {
		return Duration.ofMillis((long) (this.random.nextDouble() * longest.toMillis()));
	}

	boolean oneIn(int chances) {
		return this.random.nextInt(chances) == 0;
	}

	<T> T any(List<T> choices) {
		return choices.get(this.random.nextInt(choices.size()));
	}

	private Map<ModelId, ModelRules> modelRules() {
		Map<ModelId, ModelRules> result = new LinkedHashMap<>();
		for (ModelId model : this.models) {
			boolean calm = this.kind != Kind.CHAOS;
			Duration ttl = (calm || oneIn(2)) ? Duration.ZERO : upTo(Duration.ofSeconds(40)).plusSeconds(1);
			int concurrency = calm ? 1000 : (1 + this.random.nextInt(4));
			Duration minResidency = (!calm && oneIn(3)) ? upTo(LONGEST_RESIDENCY) : Duration.ZERO;
			Duration drainLimit = (!calm && oneIn(3)) ? upTo(LONGEST_HOLD).plusMillis(1) : Duration.ZERO;
			result.put(model, new ModelRules(ttl, LONGEST_GRACE, concurrency, calm ? 5000 : queueLimit(), priority(),
					minResidency, drainLimit));
		}
		return result;
	}

	/**
	 * Draws what the configuration is replaced by: other limits, another policy, models
	 * that are gone or back.
	 * @param before the rules in force
	 * @return the rules that follow
	 */
	SchedulingRules reloaded(SchedulingRules before) {
		Map<ModelId, ModelRules> rules = new LinkedHashMap<>(oneIn(2) ? modelRules() : before.models());
		if (oneIn(2)) {
			rules.keySet().retainAll(before.models().keySet());
		}
		if (oneIn(3) && rules.size() > 1) {
			rules.remove(any(List.copyOf(rules.keySet())));
		}
		EvictionPolicy policy = oneIn(4) ? keeping(policy()) : before.policy();
		return new SchedulingRules(rules, policy, before.overtaking(), before.backOff(), before.maxWait(),
				isOne(3) ? more(3) : before.parallelLoads(), isOne(3) ? queueLimits() : before.queueLimits());
	}

	private boolean isOne(int chances) {
		return this.more != null && more(chances) == 0;
	}

	private int more(int bound) {
		return Objects.requireNonNull(this.more).nextInt(bound);
	}

	private int queueLimit() {
		return isOne(2) ? 1 + more(6) : 30;
	}

	private QueueLimits queueLimits() {
		return (this.more == null) ? QueueLimits.NONE
				: new QueueLimits(isOne(2) ? 2 + more(10) : 0, isOne(2) ? 1 + more(4) : 0);
	}

	/**
	 * Draws whether a request is only read and whether it may load anything.
	 * @param request the request
	 * @return the same, or varied
	 */
	LeaseRequest varied(LeaseRequest request) {
		LeaseRequest varied = isOne(5) ? request.uncounted() : request;
		return isOne(5) ? varied.onlyIfReady() : varied;
	}

	/**
	 * Draws how a start fails: a hook, the program, the port, the time.
	 * @return the kind of failure
	 */
	ModelFailure.Kind startFailure() {
		List<ModelFailure.Kind> kinds = List.of(ModelFailure.Kind.HOOK, ModelFailure.Kind.COMMAND,
				ModelFailure.Kind.PORT_TAKEN, ModelFailure.Kind.NOT_READY_IN_TIME);
		return isOne(2) ? kinds.get(more(kinds.size())) : ModelFailure.Kind.EXITED_WHILE_LOADING;
	}

	/**
	 * Draws what a hook adds to the end of a life.
	 * @return how long it takes, mostly nothing
	 */
	Duration hook() {
		return isOne(4) ? Duration.ofMillis(more((int) STUCK_AFTER.toMillis())) : Duration.ZERO;
	}

	/**
	 * Draws which models are to be launched in the other of two ways from now on.
	 * @param before the rules in force
	 * @param next the rules that follow
	 * @return some of the models of both
	 */
	Set<ModelId> changed(SchedulingRules before, SchedulingRules next) {
		Set<ModelId> changed = new LinkedHashSet<>(before.models().keySet());
		changed.retainAll(next.models().keySet());
		changed.removeIf((model) -> !oneIn(4));
		return changed;
	}

	/**
	 * Draws who answers for models that are gone.
	 * @param next the rules that follow
	 * @return one of them, or {@code null} for nobody
	 */
	@Nullable ModelId heir(SchedulingRules next) {
		return isOne(2) ? List.copyOf(next.models().keySet()).get(more(next.models().size())) : null;
	}

	/**
	 * Draws whether a change is taken back while what it ends may still be draining.
	 * @return whether it is
	 */
	boolean isTakenBack() {
		return isOne(2);
	}

	/**
	 * Whether a policy judges sets, so that two models alone do not tell who is in whose
	 * way.
	 * @param policy the policy
	 * @return {@code true} for a matrix
	 */
	static boolean judgesSets(EvictionPolicy policy) {
		return policy instanceof MatrixEvictionPolicy
				|| (policy instanceof KeepingEvictionPolicy keeping && judgesSets(keeping.others()));
	}

	/**
	 * Draws a priority: always 0 where all have to be served in one go.
	 * @return 0 to 2
	 */
	int priority() {
		return (this.kind == Kind.BURST || oneIn(2)) ? 0 : this.random.nextInt(3);
	}

	private EvictionPolicy keeping(EvictionPolicy policy) {
		if (this.kind != Kind.CHAOS || !oneIn(4)) {
			return policy;
		}
		return new KeepingEvictionPolicy(Set.of(any(this.models)), policy);
	}

	private EvictionPolicy policy() {
		this.models.forEach((model) -> this.targets.add(LeaseRequest.of(model)));
		return switch (this.random.nextInt(5)) {
			case 4 -> groups();
			case 0 -> new ProfileEvictionPolicy(Map.of(), new GroupEvictionPolicy(List.of()));
			case 1 -> profiles();
			case 2 -> matrix();
			default -> compatible();
		};
	}

	private EvictionPolicy profiles() {
		if (this.kind == Kind.BURST) {
			return new ProfileEvictionPolicy(Map.of(), new GroupEvictionPolicy(List.of()));
		}
		Map<String, List<ModelId>> profiles = new LinkedHashMap<>();
		for (String name : List.of("p", "q")) {
			List<ModelId> members = this.models.stream().filter((model) -> oneIn(2)).toList();
			profiles.put(name, members);
			members.forEach((member) -> this.targets.add(new LeaseRequest(member, name)));
		}
		return new ProfileEvictionPolicy(profiles, new GroupEvictionPolicy(List.of()));
	}

	private EvictionPolicy groups() {
		Map<Integer, List<ModelId>> members = new LinkedHashMap<>();
		this.models.forEach(
				(model) -> members.computeIfAbsent(this.random.nextInt(3), (number) -> new ArrayList<>()).add(model));
		List<GroupConfiguration> groups = new ArrayList<>();
		members.forEach((number, models) -> groups
			.add(new GroupConfiguration("g" + number, oneIn(2), oneIn(2), oneIn(4), models)));
		return new ProfileEvictionPolicy(Map.of(), new GroupEvictionPolicy(groups));
	}

	private EvictionPolicy matrix() {
		Map<String, ModelId> names = new LinkedHashMap<>();
		this.models.forEach((model) -> names.put(model.value(), model));
		Map<String, MatrixExpression> sets = new LinkedHashMap<>();
		for (int i = 0; i < 1 + this.random.nextInt(3); i++) {
			List<MatrixExpression> parts = new ArrayList<>();
			for (int j = 0; j < 2 + this.random.nextInt(2); j++) {
				parts.add(new MatrixExpression.Alternatives(List.of(leaf(), leaf())));
			}
			sets.put("set" + i, new MatrixExpression.Together(parts));
		}
		return new MatrixEvictionPolicy(new MatrixConfiguration(new MatrixSets(sets, names), Map.of()));
	}

	private MatrixExpression leaf() {
		return new MatrixExpression.Name(any(this.models).value(), 0);
	}

	/** Some pairs may run together, whatever the profile. */
	private EvictionPolicy compatible() {
		Set<Set<ModelId>> pairs = new LinkedHashSet<>();
		for (ModelId one : this.models) {
			for (ModelId other : this.models) {
				if (!one.equals(other) && oneIn(3)) {
					pairs.add(Set.of(one, other));
				}
			}
		}
		return new PairPolicy(pairs);
	}

	/**
	 * Says how a run is replayed.
	 * @param seed its seed, or {@code null} for all
	 * @return one line for a shell
	 */
	static String replay(@Nullable Long seed) {
		return "./mvnw test -Dtest=SwapSimulationTests -Dsimulation.seed=" + seed;
	}

	/**
	 * A rule like those of groups and matrix.
	 */
	private record PairPolicy(Set<Set<ModelId>> pairs) implements EvictionPolicy {

		@Override
		public Set<ModelId> victims(LeaseRequest request, Set<ModelId> residents) {
			Set<ModelId> victims = new LinkedHashSet<>(residents);
			victims.removeIf((resident) -> this.pairs.contains(Set.of(resident, request.model())));
			return victims;
		}

		@Override
		public Set<ModelId> companions(LeaseRequest request) {
			return Set.of();
		}

	}

}
