import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import com.sun.management.OperatingSystemMXBean;
import io.llamaswap.config.ConfigurationLoader;
import io.llamaswap.config.LoadedConfiguration;

/**
 * Loads a configuration of many models again and again and prints the CPU time of one
 * load, all threads of the JVM counted. Started by bench/config.
 */
class LoadConfiguration {

	public static void main(String[] args) {
		int models = Integer.parseInt(args[0]);
		int rounds = Integer.parseInt(args[1]);
		String yaml = yaml(models);
		ConfigurationLoader loader = new ConfigurationLoader(Map.of("HOME", "/home/user"));
		OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
		List<Long> times = new ArrayList<>();
		for (int round = 0; round < rounds; round++) {
			long before = system.getProcessCpuTime();
			LoadedConfiguration loaded = loader.load("bench.yaml", yaml);
			times.add((system.getProcessCpuTime() - before) / 1_000_000);
			if (loaded.configuration() == null || loaded.configuration().models().size() != models) {
				throw new IllegalStateException(loaded.problems().toString());
			}
		}
		List<Long> warm = new ArrayList<>(times.subList(rounds / 2, rounds));
		Collections.sort(warm);
		System.out.printf("%d models, %d KB: first load %d ms of CPU; warm: median %d ms, worst %d ms (of %d loads)%n",
				models, yaml.length() / 1024, times.get(0), warm.get(warm.size() / 2), warm.get(warm.size() - 1),
				warm.size());
	}

	private static String yaml(int models) {
		StringBuilder yaml = new StringBuilder("""
				macros:
				  server: /opt/llama/llama-server --host 127.0.0.1 --port ${PORT}
				  folder: ${env.HOME}/models
				models:
				""");
		StringBuilder members = new StringBuilder();
		for (int i = 0; i < models; i++) {
			yaml.append("""
					  "org/model-%1$d:q4":
					    macros: {ctx: %2$d}
					    cmd: |
					      # the server
					      ${server} \\
					        -m "${folder}/model %1$d.gguf" -c ${ctx} --alias ${MODEL_ID}
					    aliases: [model-%1$d, "m%1$d"]
					    env: ["CUDA_VISIBLE_DEVICES=%3$d"]
					    ttl: 300
					    metadata: {context: "${ctx}", tags: [a, b]}
					    filters: {stripParams: "top_k", setParamsByID: {"${MODEL_ID}:hot": {temperature: 1.5}}}
					""".formatted(i, 4096 + i, i % 4));
			members.append("      - org/model-").append(i).append(":q4\n");
		}
		return yaml.append("groups:\n  all:\n    swap: true\n    members:\n").append(members).toString();
	}

}
