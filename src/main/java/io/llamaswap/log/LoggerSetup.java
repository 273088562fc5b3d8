package io.llamaswap.log;

import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Sets the loggers up in code: reading the same from XML took five hundred classes and a
 * third of a second of every start, twice. Named in {@code META-INF/services}.
 */
public final class LoggerSetup extends ContextAwareBase implements Configurator {

	private static final List<String> FAILURE_REPORTERS = List.of(
			"org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter",
			"org.springframework.boot.SpringApplication",
			"org.springframework.boot.web.server.reactive.context.AnnotationConfigReactiveWebServerApplicationContext");

	/**
	 * Made by Logback.
	 */
	public LoggerSetup() {
	}

	@Override
	public ExecutionStatus configure(LoggerContext loggers) {
		Logger root = loggers.getLogger(Logger.ROOT_LOGGER_NAME);
		root.setLevel(Level.WARN);
		loggers.getLogger(ConsoleLog.PROGRAM).setLevel(Level.INFO);
		// A model server that hangs up while it loads is asked again 100 times a second;
		// whoever
		// waits for a server that goes away is told anyway.
		loggers.getLogger("reactor.netty.http.client.HttpClientConnect").setLevel(Level.ERROR);
		// Every malformed request, which is answered with 400: anybody could fill the
		// log.
		loggers.getLogger("reactor.netty.http.server.HttpServerOperations").setLevel(Level.ERROR);
		// Every client that leaves at the wrong moment, which is told as 499 where
		// requests
		// are logged.
		loggers.getLogger("reactor.netty.channel.FluxReceive").setLevel(Level.ERROR);
		// Twice a block of its own about a start that failed; ProgramStart says it in one
		// line.
		for (String reporter : FAILURE_REPORTERS) {
			loggers.getLogger(reporter).setLevel(Level.OFF);
		}
		ConsoleLog console = new ConsoleLog();
		console.setContext(loggers);
		console.start();
		root.addAppender(console);
		return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
	}

}
