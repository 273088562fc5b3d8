package io.llamaswap.lifecycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.llamaswap.model.ModelId;

/**
 * What people and programs ask of one machine with room for one model. Each client sends
 * its next request when the one before is answered, as they do.
 *
 * @param name what it is like
 * @param clients who asks
 */
record ReplayedLoad(String name, List<Client> clients) {

	static final ModelId CHAT = new ModelId("chat");

	static final ModelId CODER = new ModelId("coder");

	static final ModelId VISION = new ModelId("vision");

	static final ModelId EMBED = new ModelId("embed");

	static List<ReplayedLoad> all() {
		return List.of(onePersonWithAgents(), teamOfEight(), batchAndInteractive());
	}

	/**
	 * A person who chats, an agent that codes in bursts, and one that looks things up.
	 */
	private static ReplayedLoad onePersonWithAgents() {
		Random random = new Random(1);
		List<Client> clients = new ArrayList<>();
		clients.add(new Client("person", 0, steps(random, 80, 90, 15, CHAT)));
		List<Step> agent = new ArrayList<>();
		for (int burst = 0; burst < 40; burst++) {
			agent.addAll(steps(random, 1, 120, 6, CODER));
			agent.addAll(steps(random, 4 + random.nextInt(14), 1, 6, CODER));
		}
		clients.add(new Client("agent", 0, agent));
		List<Step> reader = new ArrayList<>();
		for (int look = 0; look < 60; look++) {
			reader.addAll(steps(random, 1, 60, 2, EMBED));
			reader.addAll(steps(random, 2, 1, 10, CODER));
		}
		clients.add(new Client("reader", 0, reader));
		return new ReplayedLoad("one person with agents", clients);
	}

	/** Eight people with four models between them, each with one that they prefer. */
	private static ReplayedLoad teamOfEight() {
		Random random = new Random(2);
		List<ModelId> models = List.of(CHAT, CODER, VISION, EMBED);
		List<Client> clients = new ArrayList<>();
		for (int person = 0; person < 8; person++) {
			List<Step> steps = new ArrayList<>();
			for (int request = 0; request < 120; request++) {
				ModelId model = models.get((random.nextInt(3) > 0) ? person % 3 : random.nextInt(4));
				steps.addAll(steps(random, 1, 45, 12, model));
			}
			clients.add(new Client("person " + person, 0, steps));
		}
		return new ReplayedLoad("a team of eight", clients);
	}

	/** Four threads that embed documents without a pause, and three people. */
	private static ReplayedLoad batchAndInteractive() {
		Random random = new Random(3);
		List<Client> clients = new ArrayList<>();
		for (int thread = 0; thread < 4; thread++) {
			clients.add(new Client("batch", -5, steps(random, 700, 0, 3, EMBED)));
		}
		clients.add(new Client("anna", 0, steps(random, 30, 60, 12, CHAT)));
		clients.add(new Client("ben", 0, steps(random, 30, 60, 12, CHAT)));
		clients.add(new Client("cleo", 0, steps(random, 20, 90, 15, CODER)));
		return new ReplayedLoad("batch plus interactive", clients);
	}

	static Duration loading(ModelId model) {
		return model.equals(EMBED) ? Duration.ofSeconds(8) : Duration.ofSeconds(30);
	}

	private static List<Step> steps(Random random, int count, double pause, double hold, ModelId model) {
		List<Step> steps = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			steps.add(new Step(about(random, pause), model, about(random, hold)));
		}
		return steps;
	}

	/** Most are shorter, a few are several times longer. */
	private static Duration about(Random random, double seconds) {
		return Duration.ofMillis((long) (-Math.log(1 - random.nextDouble()) * seconds * 1000));
	}

	/**
	 * One who asks.
	 *
	 * @param name the caller
	 * @param priority of all its requests
	 * @param steps what it does, one after the other
	 */
	record Client(String name, int priority, List<Step> steps) {
	}

	/**
	 * One request.
	 *
	 * @param pause what passes before it
	 * @param model the model
	 * @param hold how long it is served
	 */
	record Step(Duration pause, ModelId model, Duration hold) {
	}

}
