package io.llamaswap.test;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A certificate that nobody vouches for but itself, for 127.0.0.1.
 */
public final class TestCertificate {

	/** Opens {@link #store()}. */
	public static final String PASSWORD = "not-a-secret";

	private static final String TRUST = "javax.net.ssl.trustStore";

	private final Path folder;

	private final KeyStore keys;

	private TestCertificate(Path folder, KeyStore keys) {
		this.folder = folder;
		this.keys = keys;
	}

	/**
	 * Makes a new one.
	 * @param folder where its files are put
	 * @return the certificate
	 */
	public static TestCertificate in(Path folder) {
		Path file = folder.resolve("store.p12");
		try {
			Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
					"-genkeypair", "-alias", "test", "-keyalg", "EC", "-dname", "CN=localhost", "-ext",
					"san=ip:127.0.0.1", "-validity", "2", "-storetype", "PKCS12", "-keystore", file.toString(),
					"-storepass", PASSWORD)
				.inheritIO()
				.start();
			assertThat(keytool.waitFor()).isZero();
			KeyStore store = KeyStore.getInstance("PKCS12");
			try (InputStream in = Files.newInputStream(file)) {
				store.load(in, PASSWORD.toCharArray());
			}
			return new TestCertificate(folder, store);
		}
		catch (IOException | InterruptedException | GeneralSecurityException ex) {
			throw new AssertionError(ex);
		}
	}

	/**
	 * Returns a PKCS#12 file with certificate and key.
	 * @return the file
	 */
	public Path store() {
		return this.folder.resolve("store.p12");
	}

	/**
	 * Makes the JVM trust it, and nobody else, until {@link #distrust()}.
	 */
	public void trust() {
		System.setProperty(TRUST, store().toString());
		System.setProperty(TRUST + "Password", PASSWORD);
	}

	/**
	 * Takes every {@link #trust()} back.
	 */
	public static void distrust() {
		System.clearProperty(TRUST);
		System.clearProperty(TRUST + "Password");
	}

	/**
	 * Writes the certificate as PEM.
	 * @return the file
	 */
	public Path certificate() {
		try {
			return pem("certificate.pem", "CERTIFICATE", this.keys.getCertificate("test").getEncoded());
		}
		catch (GeneralSecurityException ex) {
			throw new AssertionError(ex);
		}
	}

	/**
	 * Writes the private key as PEM.
	 * @return the file
	 */
	public Path key() {
		try {
			return pem("key.pem", "PRIVATE KEY", this.keys.getKey("test", PASSWORD.toCharArray()).getEncoded());
		}
		catch (GeneralSecurityException ex) {
			throw new AssertionError(ex);
		}
	}

	/**
	 * Returns the options that make the program serve HTTPS with it.
	 * @return words of a command line
	 */
	public String[] options() {
		return new String[] { "-tls-cert-file", certificate().toString(), "-tls-key-file", key().toString() };
	}

	/**
	 * Makes what a client needs to trust it.
	 * @return a context that trusts nobody else
	 */
	public SSLContext trusting() {
		try {
			KeyStore trusted = KeyStore.getInstance("PKCS12");
			trusted.load(null, null);
			trusted.setCertificateEntry("test", this.keys.getCertificate("test"));
			TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trust.init(trusted);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, trust.getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new AssertionError(ex);
		}
	}

	/**
	 * Connects to a server that proves itself with it.
	 * @param address the address
	 * @return the connection
	 * @throws IOException if nobody is there
	 */
	public RawSocket connect(URI address) throws IOException {
		return new RawSocket(address, trusting().getSocketFactory());
	}

	/**
	 * Makes what a server of Netty needs to prove itself with it.
	 * @return the context
	 */
	public SslContext serving() {
		try {
			KeyManagerFactory manager = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			manager.init(this.keys, PASSWORD.toCharArray());
			return SslContextBuilder.forServer(manager).build();
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private Path pem(String name, String type, byte[] content) {
		String text = Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(content);
		try {
			return Files.writeString(this.folder.resolve(name),
					"-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n",
					StandardCharsets.US_ASCII);
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

}
