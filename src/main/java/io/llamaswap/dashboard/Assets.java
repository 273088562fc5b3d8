package io.llamaswap.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.webjars.WebJarVersionLocator;

import org.springframework.stereotype.Component;

/**
 * The style sheet and scripts of the pages, read once at the start and served from
 * memory: they are small, and no request ever waits for a file. Their addresses change
 * with their content, so browsers may keep them for good.
 */
@Component
final class Assets {

	private final Map<String, Asset> files = new LinkedHashMap<>();

	private final Map<String, String> addresses = new LinkedHashMap<>();

	Assets() {
		WebJarVersionLocator webjars = new WebJarVersionLocator();
		add("ui.css", "text/css;charset=UTF-8", "io/llamaswap/dashboard/ui.css");
		add("ui.js", "text/javascript;charset=UTF-8", "io/llamaswap/dashboard/ui.js");
		add("log.js", "text/javascript;charset=UTF-8", "io/llamaswap/dashboard/log.js");
		add("icon.svg", "image/svg+xml", "io/llamaswap/dashboard/icon.svg");
		add("htmx.js", "text/javascript;charset=UTF-8", webjars.fullPath("htmx.org", "dist/htmx.min.js"));
		add("sse.js", "text/javascript;charset=UTF-8", webjars.fullPath("htmx-ext-sse", "sse.js"));
	}

	/**
	 * Finds a file.
	 * @param name its name without its version
	 * @return the file, or empty if there is none
	 */
	Optional<Asset> find(String name) {
		return Optional.ofNullable(this.files.get(name));
	}

	/**
	 * Returns where the files are.
	 * @return the address of each, by its name without dot: {@code ui_css}
	 */
	Map<String, String> addresses() {
		return this.addresses;
	}

	private void add(String name, String type, @Nullable String resource) {
		byte[] content = read(resource);
		this.files.put(name, new Asset(type, content));
		this.addresses.put(name.replace('.', '_'), "/ui/assets/" + name + "?v=" + version(content));
	}

	private static byte[] read(@Nullable String resource) {
		try (InputStream input = Assets.class.getClassLoader().getResourceAsStream(String.valueOf(resource))) {
			if (input == null) {
				throw new IllegalStateException("resource " + resource + " is missing");
			}
			return input.readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String version(byte[] content) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 6);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java has SHA-256", ex);
		}
	}

	/**
	 * One file.
	 *
	 * @param type its media type
	 * @param content its bytes
	 */
	@SuppressWarnings("ArrayRecordComponent")
	record Asset(String type, byte[] content) {

	}

}
