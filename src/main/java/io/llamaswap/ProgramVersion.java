package io.llamaswap;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/**
 * Which build this is.
 *
 * @param version the version of the project
 * @param commit abbreviated id of the commit, {@code unknown} if it was not built from a
 * repository
 * @param builtAt when it was built, ISO 8601
 */
record ProgramVersion(String version, String commit, String builtAt) {

	private static final String BUILD_INFO = "/META-INF/build-info.properties";

	private static final String GIT = "/git.properties";

	/**
	 * Reads what the build left in the class path.
	 * @return the version, {@code development} if it was not built by Maven
	 */
	static ProgramVersion current() {
		Properties build = read(BUILD_INFO);
		return new ProgramVersion(build.getProperty("build.version", "development"),
				read(GIT).getProperty("git.commit.id.abbrev", "unknown"), build.getProperty("build.time", "unknown"));
	}

	private static Properties read(String resource) {
		Properties properties = new Properties();
		try (InputStream in = ProgramVersion.class.getResourceAsStream(resource)) {
			if (in != null) {
				properties.load(in);
			}
		}
		catch (IOException ex) {
			// The program works without knowing its version.
			properties.clear();
		}
		return properties;
	}

	/**
	 * Returns the one line that {@code --version} prints.
	 * @return the line without its end
	 */
	String line() {
		return "version: %s (commit %s, Java %s), built at %s".formatted(this.version, this.commit, Runtime.version(),
				this.builtAt);
	}

}
