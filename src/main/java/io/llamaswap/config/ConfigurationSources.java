package io.llamaswap.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import io.llamaswap.config.yaml.Position;
import io.llamaswap.config.yaml.YamlLimits;
import org.jspecify.annotations.Nullable;

/**
 * Finds and reads the files of a configuration.
 */
final class ConfigurationSources {

	private static final int MAX_FILES = 1_000;

	/** So many bytes of a file are read at most. */
	static final long MAX_BYTES = 2L * YamlLimits.DEFAULT.characters();

	private final Problems problems;

	ConfigurationSources(Problems problems) {
		this.problems = problems;
	}

	/**
	 * Reads all files; one that cannot be read is reported and left out.
	 * @param file the main file, if any
	 * @param directory the directory, if any
	 * @return the sources in the order in which they are merged
	 */
	List<Source> read(@Nullable Path file, @Nullable Path directory) {
		List<Path> paths = new ArrayList<>();
		if (file != null) {
			paths.add(file);
		}
		if (directory != null) {
			addDirectory(file, directory, paths);
		}
		if (paths.isEmpty() && !this.problems.failed()) {
			this.problems.error(start((directory != null) ? directory.toString() : "configuration"), "",
					"no configuration file was found", "a file, or a directory with *.yaml files");
		}
		List<Source> sources = new ArrayList<>();
		for (Path path : paths) {
			String text = read(path);
			if (text != null) {
				this.problems.addSource(path.toString(), text);
				sources.add(new Source(path.toString(), text));
			}
		}
		return sources;
	}

	private void addDirectory(@Nullable Path file, Path directory, List<Path> paths) {
		try {
			List<Path> found = yamlFiles(directory);
			if (found.size() > MAX_FILES) {
				this.problems.error(start(directory.toString()), "",
						"the directory has more than " + MAX_FILES + " files", "fewer files");
				return;
			}
			for (Path path : found) {
				if (file != null && isSame(file, path)) {
					this.problems.error(start(path.toString()), "",
							"the file is given as configuration and also stands in the directory",
							"the file outside of the directory, or only the directory");
				}
			}
			paths.addAll(found);
		}
		catch (IOException ex) {
			this.problems.error(start(directory.toString()), "", "the directory cannot be read: " + reason(ex),
					"a directory that can be read");
		}
	}

	/**
	 * Lists the files of a directory that count.
	 * @param directory the directory
	 * @return its YAML files by name, at most one more than are allowed
	 * @throws IOException if it cannot be listed
	 */
	static List<Path> yamlFiles(Path directory) throws IOException {
		try (Stream<Path> children = Files.list(directory)) {
			return children.filter(ConfigurationSources::isYaml)
				.sorted(Comparator.comparing((path) -> path.getFileName().toString()))
				.limit(MAX_FILES + 1L)
				.toList();
		}
		catch (UncheckedIOException ex) {
			throw ex.getCause();
		}
	}

	private static boolean isYaml(Path path) {
		String name = path.getFileName().toString();
		return (name.endsWith(".yml") || name.endsWith(".yaml")) && !Files.isDirectory(path);
	}

	private static boolean isSame(Path left, Path right) {
		try {
			return Files.isSameFile(left, right);
		}
		catch (IOException ex) {
			return false;
		}
	}

	private @Nullable String read(Path path) {
		try (InputStream input = Files.newInputStream(path)) {
			byte[] bytes = input.readNBytes((int) MAX_BYTES + 1);
			if (bytes.length > MAX_BYTES) {
				this.problems.error(start(path.toString()), "", "the file has more than " + MAX_BYTES + " bytes",
						"a smaller file");
				return null;
			}
			return decode(path, bytes);
		}
		catch (IOException ex) {
			this.problems.error(start(path.toString()), "", "the file cannot be read: " + reason(ex),
					"a file that can be read");
			return null;
		}
	}

	private @Nullable String decode(Path path, byte[] bytes) {
		CharsetDecoder decoder = charsetOf(bytes).newDecoder()
			.onMalformedInput(CodingErrorAction.REPORT)
			.onUnmappableCharacter(CodingErrorAction.REPORT);
		ByteBuffer input = ByteBuffer.wrap(bytes);
		try {
			return decoder.decode(input).toString();
		}
		catch (CharacterCodingException ex) {
			int line = 1;
			for (int i = 0; i < input.position() && i < bytes.length; i++) {
				line += (bytes[i] == '\n') ? 1 : 0;
			}
			this.problems.error(new Position(path.toString(), line, 1), "", "the file is not text in UTF-8",
					"a file saved as UTF-8");
			return null;
		}
	}

	private static Charset charsetOf(byte[] bytes) {
		if (bytes.length >= 2 && bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE) {
			return StandardCharsets.UTF_16;
		}
		if (bytes.length >= 2 && bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF) {
			return StandardCharsets.UTF_16;
		}
		return StandardCharsets.UTF_8;
	}

	private static Position start(String file) {
		return new Position(file, 1, 1);
	}

	private static String reason(Exception ex) {
		return (ex instanceof NoSuchFileException) ? "it does not exist" : String.valueOf(ex.getMessage());
	}

	/**
	 * The text of one file.
	 *
	 * @param name its name in reports
	 * @param text its text
	 */
	record Source(String name, String text) {

	}

}
