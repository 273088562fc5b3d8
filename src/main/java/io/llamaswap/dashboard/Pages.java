package io.llamaswap.dashboard;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/**
 * Renders pages and parts of them.
 */
@Component
final class Pages {

	private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");

	private final ITemplateEngine engine;

	private final Assets assets;

	Pages(ITemplateEngine engine, Assets assets) {
		this.engine = engine;
		this.assets = assets;
	}

	/**
	 * Renders a page as an answer that is never kept. A template is read from the jar at
	 * its first use, so this happens on a thread that may block.
	 * @param template its name
	 * @param content what it shows
	 * @return the answer
	 */
	Mono<ResponseEntity<String>> answer(String template, Map<String, Object> content) {
		return Mono.fromSupplier(() -> page(template, content))
			.map((body) -> ResponseEntity.ok().contentType(HTML).cacheControl(CacheControl.noStore()).body(body))
			.subscribeOn(Schedulers.boundedElastic());
	}

	/**
	 * Renders a page. May block.
	 * @param template its name
	 * @param content what it shows
	 * @return the text
	 */
	String page(String template, Map<String, Object> content) {
		Context context = new Context(Locale.ENGLISH, content);
		context.setVariable("assets", this.assets.addresses());
		return this.engine.process(template, context);
	}

	/**
	 * Renders a part of a page. May block.
	 * @param template the template that holds it
	 * @param part its name there
	 * @param content what it shows
	 * @return the text
	 */
	String part(String template, String part, Map<String, Object> content) {
		return this.engine.process(template, Set.of(part), new Context(Locale.ENGLISH, content)).strip();
	}

}
