package io.llamaswap;

import java.io.PrintStream;
import java.util.List;

import io.llamaswap.config.ModelConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.env.Environment;

/**
 * Tells the user, as soon as requests are served, what runs and where to look.
 */
final class StartReport {

	private static final Logger logger = LoggerFactory.getLogger(StartReport.class);

	private static final int NAMED_MODELS = 5;

	private final Launch launch;

	private final String url;

	private final String managementUrl;

	/**
	 * Makes a report.
	 * @param launch what was started
	 * @param environment holds the ports that were opened in the end
	 */
	StartReport(Launch launch, Environment environment) {
		this.launch = launch;
		this.url = launch.listen()
			.url(launch.scheme(), environment.getProperty("local.server.port", Integer.class, launch.listen().port()));
		this.managementUrl = launch.management()
			.url("http", environment.getProperty("local.management.port", Integer.class, launch.management().port()));
	}

	/**
	 * Logs what runs and where to look.
	 */
	void log() {
		logger.info("llama-swap {} on Java {}", ProgramVersion.current().version(), Runtime.version());
		logger.info("Configuration: {}, {}", this.launch.source().describe(), models());
		warn();
		logger.info("Dashboard:  {}/ui/", this.url);
		logger.info("Models:     {}/v1/models", this.url);
		logger.info("Management: {}/actuator", this.managementUrl);
	}

	/**
	 * Prints commands to try, without any prefix that would be in the way of copying
	 * them.
	 * @param out where they are printed
	 */
	void printCommandsTo(PrintStream out) {
		List<ModelConfiguration> models = List.copyOf(this.launch.configuration().allModels());
		if (!models.isEmpty()) {
			out.println("Try it:");
			out.println("  " + curl(models.get(0)));
		}
		if (this.launch.source().isDemo() && models.size() > 1) {
			out.println("and then another model, which takes its place:");
			out.println("  " + curl(models.get(1)));
		}
	}

	private void warn() {
		if (this.launch.listen().isReachable() && !needsKey()) {
			logger.warn(
					"ANYBODY who can reach this machine can use your models: no key is asked for. "
							+ "Set apiKeys in the configuration, or keep them to this machine with --listen {}:{}",
					ListenAddress.LOOPBACK, this.launch.listen().port());
		}
	}

	private boolean needsKey() {
		return this.launch.configuration().access().needsKey();
	}

	private String models() {
		List<String> ids = this.launch.configuration().allModels().stream().map((model) -> model.id().value()).toList();
		String named = String.join(", ", ids.subList(0, Math.min(NAMED_MODELS, ids.size())));
		return switch (ids.size()) {
			case 0 -> "no models";
			case 1 -> "1 model: " + named;
			default -> ids.size() + " models: " + named + ((ids.size() > NAMED_MODELS) ? ", ..." : "");
		};
	}

	private String curl(ModelConfiguration model) {
		String id = model.id().value().replace("\\", "\\\\").replace("\"", "\\\"").replace("'", "'\\''");
		return "curl -N " + ((this.launch.tls() != null) ? "-k " : "")
				+ (needsKey() ? "-H 'Authorization: Bearer YOUR-KEY' " : "") + this.url
				+ "/v1/chat/completions -d '{\"model\":\"" + id
				+ "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}'";
	}

}
