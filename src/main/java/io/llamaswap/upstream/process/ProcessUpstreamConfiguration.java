package io.llamaswap.upstream.process;

import java.time.Clock;

import io.llamaswap.log.LogBook;
import io.llamaswap.log.LogHistory;
import io.llamaswap.upstream.OutputSink;
import io.llamaswap.upstream.SupervisedUpstreamFactory;
import io.llamaswap.upstream.UpstreamFactory;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Wires upstreams to child processes and their output to the log.
 */
@Configuration(proxyBeanMethods = false)
class ProcessUpstreamConfiguration {

	@Bean
	ProcessUpstreamLauncher processUpstreamLauncher() {
		return ProcessUpstreamLauncher.ofThisMachine();
	}

	@Bean
	ProcessUpstreamLifecycle processUpstreamLifecycle(ProcessUpstreamLauncher launcher) {
		return new ProcessUpstreamLifecycle(launcher);
	}

	@Bean
	UpstreamFactory upstreamFactory(ProcessUpstreamLauncher launcher, LogBook book) {
		return new SupervisedUpstreamFactory(launcher, (model) -> sink(book.of(model)), Clock.systemUTC());
	}

	private static OutputSink sink(LogHistory history) {
		return new OutputSink() {
			@Override
			public void append(byte[] bytes, int offset, int length) {
				history.append(bytes, offset, length);
			}

			@Override
			public void ended() {
				history.endLine();
			}
		};
	}

}
