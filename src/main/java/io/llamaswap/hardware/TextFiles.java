package io.llamaswap.hardware;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The files in which a Linux kernel tells of itself. What cannot be read says nothing.
 *
 * @param root where {@code proc}, {@code sys} and {@code etc} are
 */
record TextFiles(Path root) {

	static final TextFiles OF_THIS_MACHINE = new TextFiles(Path.of(File.separator));

	/**
	 * Reads a file.
	 * @param path below the root
	 * @return its text without blanks around it, {@code ""} if it cannot be read
	 */
	String text(String path) {
		return text(this.root.resolve(path));
	}

	static String text(Path file) {
		try {
			return Files.readString(file, StandardCharsets.ISO_8859_1).strip();
		}
		catch (IOException | UncheckedIOException | SecurityException ex) {
			return "";
		}
	}

	boolean has(String path) {
		return Files.exists(this.root.resolve(path));
	}

	/**
	 * Reads a number.
	 * @param file the file
	 * @return its number, NaN if there is none
	 */
	static double number(Path file) {
		return number(text(file));
	}

	static double number(String text) {
		try {
			return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
		}
		catch (NumberFormatException ex) {
			return Double.NaN;
		}
	}

	List<String> lines(String path) {
		return text(path).lines().toList();
	}

	/**
	 * Lists what a directory holds.
	 * @param path below the root
	 * @param names pattern of the names
	 * @return sorted, empty if it cannot be read
	 */
	List<Path> list(String path, String names) {
		return list(this.root.resolve(path), names);
	}

	static List<Path> list(Path directory, String names) {
		List<Path> found = new ArrayList<>();
		try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, names)) {
			entries.forEach(found::add);
		}
		catch (IOException | DirectoryIteratorException | SecurityException ex) {
			return List.of();
		}
		Collections.sort(found);
		return found;
	}

}
