package io.llamaswap.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Tells whether the files of a configuration hold something else than before. It looks at
 * what they hold, not at their dates: so a touch is no change, and a change is seen on
 * plain files, behind symbolic links (ConfigMaps), in mounted files and on network file
 * systems, whoever wrote it.
 */
public final class ConfigurationFingerprint {

	private final @Nullable Path file;

	private final @Nullable Path folder;

	/**
	 * Makes a fingerprint of files that need not exist.
	 * @param file the configuration file, if any
	 * @param folder the configuration folder, if any
	 */
	public ConfigurationFingerprint(@Nullable Path file, @Nullable Path folder) {
		this.file = file;
		this.folder = folder;
	}

	/**
	 * Takes it. Reads the files, so it must not run on an event loop.
	 * @return a text that depends on names and contents; empty while something is missing
	 * or cannot be read, as in the moment in which an editor replaces a file
	 */
	public Optional<String> take() {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			if (this.file != null) {
				add(this.file, digest);
			}
			if (this.folder != null) {
				List<Path> children = ConfigurationSources.yamlFiles(this.folder);
				if (children.isEmpty()) {
					return Optional.empty();
				}
				for (Path child : children) {
					digest.update((child.getFileName() + "\0").getBytes(StandardCharsets.UTF_8));
					add(child, digest);
				}
			}
			return Optional.of(HexFormat.of().formatHex(digest.digest()));
		}
		catch (IOException ex) {
			return Optional.empty();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void add(Path path, MessageDigest digest) throws IOException {
		try (InputStream input = Files.newInputStream(path)) {
			byte[] content = input.readNBytes((int) ConfigurationSources.MAX_BYTES + 1);
			digest.update((content.length + "\0").getBytes(StandardCharsets.UTF_8));
			digest.update(content);
		}
	}

}
