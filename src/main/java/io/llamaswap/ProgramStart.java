package io.llamaswap;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

import io.llamaswap.log.ConsoleLog;
import io.llamaswap.log.LogSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Starts Spring for a launch and tells the user where to look.
 */
final class ProgramStart {

	private static final Logger logger = LoggerFactory.getLogger(ProgramStart.class);

	private final Launch launch;

	private final PrintStream out;

	/**
	 * Makes a start.
	 * @param launch what to start
	 * @param out where the user reads
	 */
	ProgramStart(Launch launch, PrintStream out) {
		this.launch = launch;
		this.out = out;
	}

	/**
	 * Starts, and returns as soon as requests are served.
	 * @throws StartRefusedException if somebody took an address in the meantime, or
	 * Spring could not start
	 */
	void run() {
		LogSettings log = LogFormats.settings(this.launch.configuration().logging());
		ConsoleLog.apply(log);
		EndSignals signals = EndSignals.install();
		try {
			ConfigurableApplicationContext context = application().run(arguments(this.launch));
			signals.prepare(context.getBean(EndingLifecycle.class)::hurry,
					context.getBean(ShutdownProperties.class).limit());
			signals.onHangUp(context.getBean(ConfigurationLifecycle.class)::hangUp);
			StartReport report = new StartReport(this.launch, context.getEnvironment());
			report.log();
			if (log.stdout().showsProgram()) {
				report.printCommandsTo(this.out);
			}
		}
		catch (RuntimeException ex) {
			throw explain(ex);
		}
	}

	private SpringApplication application() {
		SpringApplication application = new SpringApplication(LlamaSwapApplication.class);
		application.addInitializers((context) -> context.getBeanFactory().registerSingleton("launch", this.launch));
		return application;
	}

	/**
	 * Returns what Spring is started with. Arguments are the one form that nothing
	 * overrides: the environment of a pod may well hold a SERVER_PORT that is meant for
	 * somebody else.
	 * @param launch what to start
	 * @return its arguments
	 */
	static String[] arguments(Launch launch) {
		List<String> arguments = new ArrayList<>();
		// What lies about in the working directory is not ours to read.
		add(arguments, "spring.config.location", "classpath:/");
		add(arguments, "server.port", String.valueOf(launch.listen().port()));
		if (!launch.listen().host().isEmpty()) {
			add(arguments, "server.address", launch.listen().host());
		}
		add(arguments, "management.server.port", String.valueOf(launch.management().port()));
		if (!launch.management().host().isEmpty()) {
			add(arguments, "management.server.address", launch.management().host());
		}
		TlsFiles tls = launch.tls();
		if (tls != null) {
			add(arguments, "server.ssl.certificate", tls.certificate().toUri().toString());
			add(arguments, "server.ssl.certificate-private-key", tls.key().toUri().toString());
			add(arguments, "server.http2.enabled", "true");
			add(arguments, "management.server.ssl.enabled", "false");
		}
		return arguments.toArray(String[]::new);
	}

	private static void add(List<String> arguments, String name, String value) {
		arguments.add("--" + name + "=" + value);
	}

	// Boot's own report, a block of a dozen lines, is silent (see log.LoggerSetup).
	private static StartRefusedException explain(RuntimeException failure) {
		Throwable root = failure;
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof PortInUseException portInUse) {
				return new StartRefusedException(StartRefusedException.FAILURE,
						"cannot listen on port " + portInUse.getPort()
								+ ": another program uses it (choose another address with --listen or --management)");
			}
			root = cause;
		}
		logger.error("The program could not start", failure);
		return new StartRefusedException(StartRefusedException.FAILURE, "cannot start: " + root);
	}

}
