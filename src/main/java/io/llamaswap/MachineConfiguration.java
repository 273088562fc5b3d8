package io.llamaswap;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import io.llamaswap.config.LiveConfiguration;
import io.llamaswap.hardware.HardwareDetection;
import io.llamaswap.hardware.PerformanceMonitor;
import io.llamaswap.hardware.ToolRunner;
import io.llamaswap.upstream.process.ShortCommand;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Has the machine looked at by one thread of its own.
 */
@Configuration(proxyBeanMethods = false)
class MachineConfiguration {

	@Bean(destroyMethod = "shutdownNow")
	ScheduledThreadPoolExecutor machineWorker() {
		ScheduledThreadPoolExecutor worker = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "machine");
			thread.setDaemon(true);
			return thread;
		});
		worker.setRemoveOnCancelPolicy(true);
		return worker;
	}

	@Bean
	ToolRunner toolRunner() {
		ShortCommand commands = ShortCommand.ofThisMachine();
		return new ToolRunner() {
			@Override
			public boolean isThere(String program) {
				return commands.isThere(program);
			}

			@Override
			public Optional<String> run(List<String> words, Duration limit) {
				return commands.run(words, limit);
			}
		};
	}

	@Bean
	PerformanceMonitor performanceMonitor(ToolRunner tools, ScheduledThreadPoolExecutor machineWorker) {
		return new PerformanceMonitor(tools, machineWorker);
	}

	@Bean
	HardwareDetection hardwareDetection(ToolRunner tools, ScheduledThreadPoolExecutor machineWorker) {
		return new HardwareDetection(tools, machineWorker);
	}

	@Bean
	MachineLifecycle machineLifecycle(LiveConfiguration configuration, PerformanceMonitor performance,
			HardwareDetection hardware) {
		return new MachineLifecycle(configuration, performance, hardware);
	}

}
