package io.llamaswap.lifecycle;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import io.llamaswap.model.ModelId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps durations in a small properties file: {@code start.MODEL} and {@code stop.MODEL}
 * with milliseconds, oldest first, {@code launch.MODEL} with the launch's fingerprint. It
 * is replaced as a whole, so that a crash leaves the old one or the new one; one that
 * cannot be read is ignored.
 */
final class FileDurationStore implements DurationStore {

	/** A file of a thousand models is far below; anything longer is not ours. */
	static final long LARGEST = 1024 * 1024;

	private static final Logger logger = LoggerFactory.getLogger(FileDurationStore.class);

	private static final String START = "start.";

	private static final String STOP = "stop.";

	private static final String LAUNCH = "launch.";

	private final Path file;

	private final Executor writer;

	/** A write is due that will take what is known when it begins. */
	private final AtomicBoolean due = new AtomicBoolean();

	private final AtomicBoolean warned = new AtomicBoolean();

	/**
	 * Creates a store.
	 * @param file where to keep them; its folder is made when it is first written
	 * @param writer runs one write at a time, off the loop
	 */
	FileDurationStore(Path file, Executor writer) {
		this.file = file;
		this.writer = writer;
	}

	@Override
	public Map<ModelId, DurationSamples> load() {
		if (!Files.exists(this.file)) {
			return Map.of();
		}
		try {
			return read();
		}
		catch (IOException | RuntimeException ex) {
			logger.warn("{}: measured durations are ignored, they cannot be read: {}", this.file, ex.toString());
			return Map.of();
		}
	}

	@Override
	public void save(Map<ModelId, DurationSamples> samples) {
		if (this.due.compareAndSet(false, true)) {
			this.writer.execute(() -> {
				this.due.set(false);
				write(samples);
			});
		}
	}

	private Map<ModelId, DurationSamples> read() throws IOException {
		if (Files.size(this.file) > LARGEST) {
			throw new IOException("longer than " + LARGEST + " bytes");
		}
		Properties properties = new Properties();
		try (Reader reader = Files.newBufferedReader(this.file, StandardCharsets.UTF_8)) {
			properties.load(reader);
		}
		Map<ModelId, DurationSamples> samples = new HashMap<>();
		for (String name : properties.stringPropertyNames()) {
			if (name.startsWith(START) || name.startsWith(STOP)) {
				samples.computeIfAbsent(new ModelId(name.substring(name.indexOf('.') + 1)),
						(model) -> samples(properties, model));
			}
		}
		return samples;
	}

	private static DurationSamples samples(Properties properties, ModelId model) {
		return new DurationSamples(Integer.parseInt(properties.getProperty(LAUNCH + model, "0")),
				durations(properties, START + model), durations(properties, STOP + model));
	}

	private static List<Duration> durations(Properties properties, String name) {
		String text = properties.getProperty(name, "");
		return Arrays.stream(text.split(",", -1)).map(String::strip).filter((part) -> !part.isEmpty()).map((part) -> {
			Duration duration = Duration.ofMillis(Long.parseLong(part));
			if (duration.isNegative()) {
				throw new IllegalArgumentException("negative duration: " + part);
			}
			return duration;
		}).toList();
	}

	private void write(Map<ModelId, DurationSamples> samples) {
		Properties properties = new Properties();
		samples.forEach((model, measured) -> {
			properties.setProperty(LAUNCH + model, String.valueOf(measured.launch()));
			put(properties, START + model, measured.starts());
			put(properties, STOP + model, measured.stops());
		});
		try {
			replace(properties);
		}
		catch (IOException ex) {
			if (this.warned.compareAndSet(false, true)) {
				logger.warn("{}: measured durations cannot be kept for the next start: {}", this.file, ex.toString());
			}
		}
	}

	private void replace(Properties properties) throws IOException {
		Path folder = this.file.toAbsolutePath().getParent();
		if (folder != null) {
			Files.createDirectories(folder);
		}
		Path fresh = Files.createTempFile(folder, this.file.getFileName().toString(), ".new");
		try {
			try (Writer out = Files.newBufferedWriter(fresh, StandardCharsets.UTF_8)) {
				properties.store(out, "measured starts and stops of models in milliseconds, oldest first");
			}
			Files.move(fresh, this.file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		finally {
			Files.deleteIfExists(fresh);
		}
	}

	private static void put(Properties properties, String name, List<Duration> durations) {
		if (!durations.isEmpty()) {
			properties.setProperty(name,
					durations.stream().map((one) -> String.valueOf(one.toMillis())).collect(Collectors.joining(",")));
		}
	}

}
