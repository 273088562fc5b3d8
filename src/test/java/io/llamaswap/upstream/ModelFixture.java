package io.llamaswap.upstream;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.llamaswap.config.LaunchConfiguration;
import io.llamaswap.config.LifetimeConfiguration;
import io.llamaswap.config.ListingConfiguration;
import io.llamaswap.config.ModelConfiguration;
import io.llamaswap.config.RequestConfiguration;
import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * Model configurations for tests, built in steps.
 *
 * @param id the model
 * @param words the words of its command
 * @param cmdStop its stop command
 * @param env its environment
 * @param proxy its address
 * @param check its health path
 * @param port the port given for it
 */
public record ModelFixture(String id, List<String> words, String cmdStop, List<String> env, URI proxy, String check,
		@Nullable Integer port) {

	/**
	 * Makes a model whose command nobody checks.
	 * @param words its command
	 * @return the fixture
	 */
	public static ModelFixture ofCommand(String... words) {
		return new ModelFixture("a", List.of(words), "", List.of(), URI.create("http://127.0.0.1:1"), "none", null);
	}

	/**
	 * Makes a model whose command is a shell script.
	 * @param script the script
	 * @return the fixture
	 */
	public static ModelFixture ofScript(String script) {
		return ofCommand("sh", "-c", script);
	}

	/**
	 * Gives it a health check at a port.
	 * @param newPort where it is asked
	 * @return a changed copy
	 */
	public ModelFixture checkedAt(int newPort) {
		return new ModelFixture(this.id, this.words, this.cmdStop, this.env, URI.create("http://127.0.0.1:" + newPort),
				"/health", this.port);
	}

	/**
	 * Says that its command is to open the port of its address.
	 * @return a changed copy
	 */
	public ModelFixture withOwnPort() {
		return new ModelFixture(this.id, this.words, this.cmdStop, this.env, this.proxy, this.check,
				this.proxy.getPort());
	}

	/**
	 * Gives it a stop command.
	 * @param newCommand the command
	 * @return a changed copy
	 */
	public ModelFixture stoppedBy(String newCommand) {
		return new ModelFixture(this.id, this.words, newCommand, this.env, this.proxy, this.check, this.port);
	}

	/**
	 * Gives it an environment.
	 * @param entries the entries
	 * @return a changed copy
	 */
	public ModelFixture withEnv(String... entries) {
		return new ModelFixture(this.id, this.words, this.cmdStop, List.of(entries), this.proxy, this.check, this.port);
	}

	/**
	 * Gives it another id.
	 * @param newId the id
	 * @return a changed copy
	 */
	public ModelFixture named(String newId) {
		return new ModelFixture(newId, this.words, this.cmdStop, this.env, this.proxy, this.check, this.port);
	}

	/**
	 * Makes the launch part.
	 * @return the configuration
	 */
	public LaunchConfiguration launch() {
		return new LaunchConfiguration(String.join(" ", this.words), this.words, this.cmdStop, this.env, this.proxy,
				this.check, this.port);
	}

	/**
	 * Makes the whole with 15 s to become ready and 10 s to stop.
	 * @return the configuration
	 */
	public ModelConfiguration model() {
		return model(Duration.ofSeconds(15), Duration.ofSeconds(10));
	}

	/**
	 * Makes the whole.
	 * @param readyWithin how long it may take to become ready
	 * @param stopWithin how long it may take to stop
	 * @return the configuration
	 */
	public ModelConfiguration model(Duration readyWithin, Duration stopWithin) {
		return new ModelConfiguration(new ModelId(this.id), launch(),
				new LifetimeConfiguration(Duration.ZERO, readyWithin, stopWithin, 10), new RequestConfiguration(""),
				new ListingConfiguration(this.id, "", false, List.of(), Map.of()));
	}

	/**
	 * Makes a launch.
	 * @param incarnation number of the life
	 * @param output takes the output
	 * @return the launch
	 */
	public Launch launch(long incarnation, OutputSink output) {
		return new Launch(new ModelId(this.id), launch(), incarnation, output);
	}

}
