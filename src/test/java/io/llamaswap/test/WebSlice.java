package io.llamaswap.test;

import java.util.Arrays;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import io.llamaswap.activity.Activity;
import io.llamaswap.config.Configuration;
import io.llamaswap.config.LiveConfiguration;
import io.llamaswap.hardware.HardwareDetection;
import io.llamaswap.hardware.PerformanceMonitor;
import io.llamaswap.lifecycle.ModelLifecycleService;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.thymeleaf.autoconfigure.ThymeleafAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

/**
 * Part of the application on a real socket of its own: the beans of the packages under
 * test and fakes for the rest.
 */
public final class WebSlice implements AutoCloseable {

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private final DisposableServer server;

	private WebSlice(Configuration configuration, ModelLifecycleService lifecycle, Object[] singletons,
			String packages) {
		this.context.registerBean(LiveConfiguration.class, () -> LiveConfiguration.of(configuration));
		this.context.registerBean(ModelLifecycleService.class, () -> lifecycle);
		this.context.registerBean(Activity.class,
				() -> new Activity(() -> 100, () -> configuration.activity().captureBytes()));
		if (Arrays.stream(singletons).noneMatch(PerformanceMonitor.class::isInstance)) {
			this.context.registerBean(PerformanceMonitor.class, WebSlice::unwatched);
		}
		if (Arrays.stream(singletons).noneMatch(HardwareDetection.class::isInstance)) {
			this.context.registerBean(HardwareDetection.class,
					() -> new HardwareDetection(new FakeTools(null), Runnable::run));
		}
		for (Object singleton : singletons) {
			this.context.getBeanFactory().registerSingleton(singleton.getClass().getName(), singleton);
		}
		this.context.register(WebFlux.class, ThymeleafAutoConfiguration.class);
		this.context.scan(packages.split(","));
		this.context.scan("io.llamaswap.directory");
		this.context.refresh();
		this.server = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.handle(new ReactorHttpHandlerAdapter(WebHttpHandlerBuilder.applicationContext(this.context).build()))
			.bindNow();
	}

	private static PerformanceMonitor unwatched() {
		return new PerformanceMonitor(new FakeTools(null), new ScheduledThreadPoolExecutor(0));
	}

	/**
	 * Starts a slice on a free port of the loopback address.
	 * @param configuration what the program is configured to
	 * @param lifecycle what runs
	 * @param packages the packages under test, with commas between them
	 * @param singletons other beans
	 * @return the running slice
	 */
	public static WebSlice start(Configuration configuration, ModelLifecycleService lifecycle, String packages,
			Object... singletons) {
		return new WebSlice(configuration, lifecycle, singletons, packages);
	}

	/**
	 * Returns a client of this slice.
	 * @return a client
	 */
	public WebTestClient client() {
		return WebTestClient.bindToServer().baseUrl(address()).build();
	}

	/**
	 * Returns where it listens.
	 * @return the address, without a slash at its end
	 */
	public String address() {
		return "http://127.0.0.1:" + port();
	}

	/**
	 * Returns its port.
	 * @return the port
	 */
	public int port() {
		return this.server.port();
	}

	/**
	 * Returns one of its beans.
	 * @param <T> its type
	 * @param type its type
	 * @return the bean
	 */
	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	@Override
	public void close() {
		this.server.disposeNow();
		this.context.close();
	}

	/**
	 * Spring's own web beans.
	 */
	@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
	@EnableWebFlux
	static class WebFlux {

	}

}
