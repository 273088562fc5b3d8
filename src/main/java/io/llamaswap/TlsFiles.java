package io.llamaswap;

import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * The pair of PEM files that HTTPS is served with.
 *
 * @param certificate the certificate chain
 * @param key its private key
 */
record TlsFiles(Path certificate, Path key) {

	/**
	 * Takes both or neither.
	 * @param certificate the certificate chain, or {@code null}
	 * @param key its private key, or {@code null}
	 * @return the pair, or {@code null} for plain HTTP
	 * @throws StartRefusedException if one is missing or cannot be read
	 */
	static @Nullable TlsFiles of(@Nullable Path certificate, @Nullable Path key) {
		if (certificate == null && key == null) {
			return null;
		}
		if (certificate == null || key == null) {
			throw new StartRefusedException(StartRefusedException.FAILURE,
					"--tls-cert-file and --tls-key-file belong together, only "
							+ ((key != null) ? "--tls-key-file" : "--tls-cert-file") + " was given");
		}
		requireReadable("--tls-cert-file", certificate);
		requireReadable("--tls-key-file", key);
		return new TlsFiles(certificate.toAbsolutePath(), key.toAbsolutePath());
	}

	private static void requireReadable(String option, Path file) {
		if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
			throw new StartRefusedException(StartRefusedException.FAILURE,
					option + ": " + file + " (expected: a PEM file that can be read)");
		}
	}

}
