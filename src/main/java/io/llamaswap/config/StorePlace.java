package io.llamaswap.config;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Looks whether a store could be kept at a path, without touching anything.
 */
@FunctionalInterface
interface StorePlace {

	/**
	 * Says what is against a path.
	 * @param path the path
	 * @return a reason, or {@code ""} if nothing is
	 */
	String objection(Path path);

	/**
	 * Looks at the file system.
	 * @return a place that asks the file system
	 */
	static StorePlace fileSystem() {
		return (path) -> {
			if (Files.isDirectory(path)) {
				return "it is a directory";
			}
			if (Files.exists(path)) {
				return Files.isWritable(path) ? "" : "the file is not writable";
			}
			Path parent = path.toAbsolutePath().getParent();
			if (parent == null || !Files.isDirectory(parent)) {
				return "its directory does not exist";
			}
			return Files.isWritable(parent) ? "" : "its directory is not writable";
		};
	}

}
