package io.llamaswap;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/**
 * Which build this is.
 *
 * @param version the version of the project
 * @param builtAt when it was built, ISO 8601
 */
record ProgramVersion(String version, String builtAt) {

	private static final String BUILD_INFO = "/META-INF/build-info.properties";

	/**
	 * Reads what the build left in the class path.
	 * @return the version, {@code development} if it was not built by Maven
	 */
	static ProgramVersion current() {
		Properties properties = new Properties();
		try (InputStream in = ProgramVersion.class.getResourceAsStream(BUILD_INFO)) {
			if (in != null) {
				properties.load(in);
			}
		}
		catch (IOException ex) {
			// The program works without knowing its version.
			properties.clear();
		}
		return new ProgramVersion(properties.getProperty("build.version", "development"),
				properties.getProperty("build.time", "unknown"));
	}

	/**
	 * Returns the one line that {@code --version} prints.
	 * @return the line without its end
	 */
	String line() {
		return "version: " + this.version + " (Java " + Runtime.version() + "), built at " + this.builtAt;
	}

}
