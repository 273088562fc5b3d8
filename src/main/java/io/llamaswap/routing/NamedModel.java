package io.llamaswap.routing;

import java.net.URI;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.llamaswap.error.ApiError;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * The model that a request names outside of its body: in the query ({@code ?model=}), in
 * the header {@code X-Model}, or in the path as some APIs have it
 * ({@code /v1beta/models/NAME:generateContent}, {@code /openai/deployments/NAME/...}).
 */
final class NamedModel {

	/** Ours, for routes of engines that have no place for a model. */
	static final AsciiString HEADER = AsciiString.cached("x-model");

	private static final List<String> MARKERS = List.of("/models/", "/deployments/", "/engines/");

	/**
	 * Where a name stands for sure in the APIs of OpenAI, Azure and Google, known or not.
	 */
	private static final Pattern FORM = Pattern
		.compile("/v1/engines/([^/]+)(?:/.*)?|/openai/deployments/([^/]+)(?:/.*)?|/v1(?:beta)?/models/(.+):[^/:]+");

	/** A name of more parts than this is nobody's. */
	private static final int MAX_PARTS = 16;

	private NamedModel() {
	}

	/**
	 * Finds the name.
	 * @param uri address of the request
	 * @param headers its headers
	 * @param known tells whether a name stands for something as it is; asked for names in
	 * paths only
	 * @return the name as requested, or {@code null} if there is none
	 * @throws RequestRefusedException if the query or the header names two
	 */
	static @Nullable String find(URI uri, HttpHeaders headers, Predicate<String> known) {
		String name = FormModelScanner.modelOf(uri.getRawQuery());
		if (name == null) {
			name = only(HEADER, "model", headers);
		}
		return (name != null && !name.isEmpty()) ? name : inPath(uri.getRawPath(), known);
	}

	/**
	 * Reads a header that decides what a request means, here and in the model server.
	 * @param name its name
	 * @param shown what it is called in an error
	 * @param headers headers of the request
	 * @return its value, or {@code null} if there is none
	 * @throws RequestRefusedException if it stands there with two values
	 */
	static @Nullable String only(CharSequence name, String shown, HttpHeaders headers) {
		Iterator<String> values = headers.valueStringIterator(name);
		String value = values.hasNext() ? values.next() : null;
		while (values.hasNext()) {
			if (!values.next().equals(value)) {
				throw new RequestRefusedException(ApiError.duplicateMember(shown));
			}
		}
		return value;
	}

	private static @Nullable String inPath(String rawPath, Predicate<String> known) {
		boolean marked = false;
		for (String marker : MARKERS) {
			int at = rawPath.indexOf(marker);
			if (at >= 0) {
				marked = true;
				String name = longest(rawPath.substring(at + marker.length()), known);
				if (name != null) {
					return name;
				}
			}
		}
		return marked ? inForm(rawPath) : null;
	}

	// The one before the verb or the first part, so that whoever asks for nobody's name
	// is told so, and a wildcard finds it.
	private static @Nullable String inForm(String rawPath) {
		Matcher form = FORM.matcher(rawPath);
		if (!form.matches()) {
			return null;
		}
		String name = (form.group(1) != null) ? form.group(1) : form.group(2);
		return UpstreamPath.decode((name != null) ? name : form.group(3));
	}

	private static @Nullable String longest(String rest, Predicate<String> known) {
		int end = rest.length();
		for (int part = 0; part < MAX_PARTS && end > 0; part++) {
			String name = UpstreamPath.decode(rest.substring(0, end));
			if (name != null && known.test(name)) {
				return name;
			}
			end = Math.max(rest.lastIndexOf('/', end - 1), rest.lastIndexOf(':', end - 1));
		}
		return null;
	}

}
