package io.llamaswap;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.llamaswap.lifecycle.ModelLifecycleService;
import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.log.ConsoleLog;
import io.llamaswap.log.LogSettings;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The whole application in this JVM, started as its command line would, on free ports.
 */
public final class RunningApplication implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private final String scheme;

	private RunningApplication(ConfigurableApplicationContext context, String scheme) {
		this.context = context;
		this.scheme = scheme;
	}

	/**
	 * Starts it and waits until it serves.
	 * @param folder where the configuration file is written
	 * @param yaml the configuration
	 * @param options more for its command line
	 * @return the running application
	 * @throws IOException if the file cannot be written
	 */
	public static RunningApplication start(Path folder, String yaml, String... options) throws IOException {
		Path file = Files.writeString(folder.resolve("config.yaml"), yaml);
		Launch launch = new LaunchPreparation(System.out, System.err, folder)
			.prepare(Stream.concat(
					Stream.of("--config", file.toString(), "--listen", "127.0.0.1:0", "--management", "127.0.0.1:0"),
					Stream.of(options))
				.toArray(String[]::new))
			.orElseThrow();
		ConsoleLog.apply(LogFormats.settings(launch.configuration().logging()));
		SpringApplication application = new SpringApplication(LlamaSwapApplication.class);
		application.addInitializers((context) -> context.getBeanFactory().registerSingleton("launch", launch));
		return new RunningApplication(application.run(ProgramStart.arguments(launch)), launch.scheme());
	}

	/**
	 * Returns where it serves.
	 * @return the address, without a path
	 */
	public URI address() {
		return URI.create(this.scheme + "://127.0.0.1:" + port("local.server.port"));
	}

	/**
	 * Returns where its management endpoints are.
	 * @return the address, without a path
	 */
	public URI managementAddress() {
		return URI.create("http://127.0.0.1:" + port("local.management.port"));
	}

	/**
	 * Returns what it thinks of its models, to be waited for but not to be believed.
	 * @return the statuses, in the order of the configuration
	 */
	public List<ModelStatus> statuses() {
		return this.context.getBean(ModelLifecycleService.class).statuses();
	}

	/**
	 * Returns what it thinks of one model.
	 * @param model the real id
	 * @return its status
	 */
	public ModelStatus status(String model) {
		return statuses().stream().filter((status) -> status.id().value().equals(model)).findFirst().orElseThrow();
	}

	@Override
	public void close() {
		this.context.close();
		ConsoleLog.apply(LogSettings.DEFAULT);
	}

	private String port(String name) {
		return this.context.getEnvironment().getRequiredProperty(name);
	}

}
