package io.llamaswap;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Comparator;
import java.util.stream.Stream;

import org.springframework.boot.SpringApplication;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * A class path on which a plain {@code java} finds the demo model server. Inside the
 * released jar the classes are nested where no plain {@code java} looks, so they are
 * copied into a private folder that is removed when the program ends.
 */
final class DemoClasses {

	private static final String PACKAGE_FOLDER = "io/llamaswap/demo/";

	private DemoClasses() {
	}

	/**
	 * Finds or makes the class path.
	 * @param mainClass a class of the demo package
	 * @return a folder or a jar
	 * @throws UncheckedIOException if the classes could not be copied
	 */
	static Path classPath(Class<?> mainClass) {
		CodeSource source = mainClass.getProtectionDomain().getCodeSource();
		URL location = (source != null) ? source.getLocation() : null;
		if (location != null && "file".equals(location.getProtocol())) {
			return toPath(location);
		}
		try {
			Path folder = Files.createTempDirectory("llama-swap-demo-");
			// After the application has closed, when no demo model needs them any more.
			SpringApplication.getShutdownHandlers().add(() -> delete(folder));
			copyTo(folder, mainClass);
			return folder;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("the demo model server could not be unpacked", ex);
		}
	}

	private static Path toPath(URL location) {
		try {
			return Path.of(new URI(location.toString()));
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException("class path is no address: " + location, ex);
		}
	}

	private static void copyTo(Path folder, Class<?> mainClass) throws IOException {
		Path target = Files.createDirectories(folder.resolve(PACKAGE_FOLDER));
		Resource[] classes = new PathMatchingResourcePatternResolver(mainClass.getClassLoader())
			.getResources("classpath*:" + PACKAGE_FOLDER + "*");
		for (Resource resource : classes) {
			String name = resource.getFilename();
			if (name != null && !name.isEmpty() && resource.isReadable()) {
				try (InputStream in = resource.getInputStream()) {
					Files.copy(in, target.resolve(name));
				}
			}
		}
	}

	private static void delete(Path folder) {
		try (Stream<Path> files = Files.walk(folder)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.deleteIfExists(file);
			}
		}
		catch (IOException ex) {
			// The system empties its folder for temporary files one day.
			return;
		}
	}

}
