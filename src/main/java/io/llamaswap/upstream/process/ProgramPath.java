package io.llamaswap.upstream.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Finds programs as a shell would: a name with a slash is a path, any other is looked up
 * in a search path.
 */
final class ProgramPath {

	private final String searchPath;

	ProgramPath(String searchPath) {
		this.searchPath = searchPath;
	}

	static ProgramPath ofEnvironment() {
		String path = System.getenv("PATH");
		return new ProgramPath((path != null) ? path : "/usr/local/bin:/usr/bin:/bin");
	}

	/**
	 * Finds a program.
	 * @param name first word of a command
	 * @return its path, or empty if there is no such program that may be run
	 */
	Optional<String> find(String name) {
		if (File.separatorChar != '/') {
			// Windows adds endings and directories of its own when it starts a program.
			return Optional.of(name);
		}
		if (name.indexOf('/') >= 0) {
			return isProgram(name) ? Optional.of(name) : Optional.empty();
		}
		return Arrays.stream(this.searchPath.split(File.pathSeparator))
			.filter((directory) -> !directory.isEmpty())
			.map((directory) -> directory + "/" + name)
			.filter(ProgramPath::isProgram)
			.findFirst();
	}

	private static boolean isProgram(String path) {
		try {
			Path file = Path.of(path);
			return Files.isRegularFile(file) && Files.isExecutable(file);
		}
		catch (InvalidPathException ex) {
			return false;
		}
	}

}
