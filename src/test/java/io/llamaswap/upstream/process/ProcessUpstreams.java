package io.llamaswap.upstream.process;

import java.time.Clock;
import java.util.function.Consumer;

import io.llamaswap.config.ModelConfiguration;
import io.llamaswap.upstream.OutputSink;
import io.llamaswap.upstream.SupervisedUpstreamFactory;
import io.llamaswap.upstream.Upstream;
import io.llamaswap.upstream.UpstreamEvent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Upstreams whose servers are real child processes, for a class of tests. Each test fails
 * that leaves something behind.
 */
final class ProcessUpstreams implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

	private final ProcessUpstreamLauncher launcher = ProcessUpstreamLauncher.ofThisMachine();

	private final SupervisedUpstreamFactory factory;

	ProcessUpstreams(OutputSink output) {
		this.factory = new SupervisedUpstreamFactory(this.launcher, (model) -> output, Clock.systemUTC());
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		this.launcher.open();
	}

	@Override
	public void afterEach(ExtensionContext context) {
		Awaitility.await().untilAsserted(() -> assertThat(MarkedProcesses.of(this.launcher.instance())).isEmpty());
	}

	@Override
	public void afterAll(ExtensionContext context) {
		this.factory.close();
		this.launcher.close();
	}

	Upstream started(ModelConfiguration model, Consumer<UpstreamEvent> events) {
		Upstream upstream = this.factory.create(model, events);
		upstream.start();
		return upstream;
	}

}
