package io.llamaswap.api;

import java.nio.charset.StandardCharsets;

import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * Writes JSON answers as llama-swap does: members in their order, markup characters as
 * sequences, a newline at the end (contract 3.8).
 */
final class JsonAnswer {

	private static final JsonMapper MAPPER = JsonMapper
		.builder(JsonFactory.builder().characterEscapes(new MarkupEscapes()).build())
		.disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
		.disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
		.build();

	private JsonAnswer() {
	}

	/**
	 * Writes a value as the body of a 200.
	 * @param value records, maps, lists, strings, numbers
	 * @return the answer
	 */
	static ResponseEntity<byte[]> of(Object value) {
		return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(bytes(value));
	}

	/**
	 * Writes a value.
	 * @param value records, maps, lists, strings, numbers
	 * @return the text in UTF-8, with a newline at its end
	 */
	static byte[] bytes(Object value) {
		return (text(value) + "\n").getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Writes a value.
	 * @param value records, maps, lists, strings, numbers
	 * @return the text, without a newline at its end
	 */
	static String text(Object value) {
		return MAPPER.writeValueAsString(value);
	}

	/**
	 * Escapes what could end a script element or start markup.
	 */
	private static final class MarkupEscapes extends CharacterEscapes {

		private static final long serialVersionUID = 1L;

		private final int[] escapes = CharacterEscapes.standardAsciiEscapesForJSON();

		private MarkupEscapes() {
			this.escapes['<'] = CharacterEscapes.ESCAPE_CUSTOM;
			this.escapes['>'] = CharacterEscapes.ESCAPE_CUSTOM;
			this.escapes['&'] = CharacterEscapes.ESCAPE_CUSTOM;
		}

		@Override
		public int[] getEscapeCodesForAscii() {
			return this.escapes.clone();
		}

		@Override
		public SerializableString getEscapeSequence(int character) {
			return new SerializedString(String.format("\\u%04x", character));
		}

	}

}
