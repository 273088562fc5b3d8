package io.llamaswap;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.Callable;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command {@code hash-key}. The key comes from standard input: arguments are shown to
 * everybody on the machine.
 */
@Command(name = "hash-key",
		description = "Read a key from standard input and print its hash, as a configuration takes it.")
final class HashKeyCommand implements Callable<Integer> {

	private static final int LONGEST = 4096;

	@CommandLine.Spec
	CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

	@Override
	public Integer call() throws IOException {
		return hash(System.in, this.spec.commandLine().getOut(), this.spec.commandLine().getErr());
	}

	/**
	 * Hashes one key.
	 * @param in where the key is read; white space around it is not a part of it
	 * @param out where the hash is printed
	 * @param err where it is said what is wrong
	 * @return the exit code
	 * @throws IOException if nothing can be read
	 */
	static int hash(InputStream in, PrintWriter out, PrintWriter err) throws IOException {
		String key = new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8).strip();
		if (key.isEmpty() || key.chars().anyMatch((character) -> character <= ' ')) {
			err.println("hash-key: expected one key without white space on standard input");
			return 1;
		}
		out.println("sha256:" + HexFormat.of().formatHex(sha256(key)));
		return 0;
	}

	private static byte[] sha256(String key) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
