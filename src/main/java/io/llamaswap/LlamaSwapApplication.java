package io.llamaswap;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * The application: wires the packages together.
 */
@SpringBootApplication
public class LlamaSwapApplication {

	/**
	 * Starts the program. Spring starts after the command line has been dealt with, never
	 * within: ahead-of-time processing ends this method by an exception that must pass.
	 * @param args the command line
	 */
	public static void main(String[] args) {
		OptionalInt commandEnd = new ConfigurationCommands(new PrintWriter(System.out, true, Charset.defaultCharset()),
				new PrintWriter(System.err, true, Charset.defaultCharset()), System.getenv(), Path.of(""))
			.run(args);
		if (commandEnd.isPresent()) {
			System.exit(commandEnd.getAsInt());
		}
		try {
			Optional<Launch> launch = new LaunchPreparation(System.out, System.err, Path.of("")).prepare(args);
			if (launch.isPresent()) {
				new ProgramStart(launch.get(), System.out).run();
			}
		}
		catch (StartRefusedException ex) {
			System.err.println(ex.reason());
			System.exit(ex.exitCode());
		}
	}

}
