package io.llamaswap.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The command {@code config-schema}: a JSON schema with which editors complete and
 * explain keys.
 */
public final class ConfigurationSchema {

	private ConfigurationSchema() {
	}

	/**
	 * Returns the schema.
	 * @return a JSON schema, draft 2020-12
	 */
	public static String text() {
		try (InputStream input = ConfigurationSchema.class.getResourceAsStream("config-schema.json")) {
			return new String(Objects.requireNonNull(input, "the schema is in the jar").readAllBytes(),
					StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Prints the schema.
	 * @param out where it goes
	 * @return 0
	 * @throws IOException if it cannot be written
	 */
	public static int print(Appendable out) throws IOException {
		out.append(text());
		return 0;
	}

}
