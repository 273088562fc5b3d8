package io.llamaswap.security;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

import io.llamaswap.RunningApplication;
import io.llamaswap.test.RawSocket;
import io.llamaswap.test.TestCertificate;
import org.jspecify.annotations.Nullable;

/**
 * The same by HTTPS.
 */
class FramingOverTlsIntegrationTests extends FramingIntegrationTests {

	private @Nullable TestCertificate certificate;

	@Override
	RunningApplication start(Path files, String yaml) throws IOException {
		TestCertificate made = TestCertificate.in(files);
		this.certificate = made;
		return RunningApplication.start(files, yaml, made.options());
	}

	@Override
	RawSocket connect(URI address) throws IOException {
		return (this.certificate != null) ? this.certificate.connect(address) : super.connect(address);
	}

}
