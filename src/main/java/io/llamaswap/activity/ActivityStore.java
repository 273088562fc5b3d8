package io.llamaswap.activity;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps rows in a file, one JSON object on each line behind a line that says whose file
 * it is. Rows are appended, so that a crash costs the last line at most; a file that has
 * become twice too long is replaced as a whole. Used by one thread.
 */
final class ActivityStore {

	/** So many rows are kept. */
	static final int ROWS = 20_000;

	private static final String HEADER = "{\"llama-swap\":\"activity\",\"version\":1}";

	private static final Logger logger = LoggerFactory.getLogger(ActivityStore.class);

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private final Path file;

	/** Lines of the file. */
	private int lines;

	private boolean warned;

	/** Whether the file could not be read; the next start may be able to. */
	private boolean leftAlone;

	/**
	 * Makes a store.
	 * @param path the file; one of another program, such as llama-swap's database, is
	 * left alone, and rows go into a file beside it
	 */
	ActivityStore(Path path) {
		this.file = isForeign(path) ? path.resolveSibling(path.getFileName() + ".jsonl") : path;
	}

	private static boolean isForeign(Path path) {
		try (BufferedReader reader = reader(path)) {
			char[] begin = new char[HEADER.length()];
			int read = reader.read(begin);
			return read > 0 && !HEADER.startsWith(String.valueOf(begin, 0, read));
		}
		catch (IOException ex) {
			return false;
		}
	}

	// Bytes that are no text are no reason to fail.
	private static BufferedReader reader(Path path) throws IOException {
		return new BufferedReader(new InputStreamReader(Files.newInputStream(path), StandardCharsets.UTF_8));
	}

	/**
	 * Reads what was kept. Lines that are no rows are dropped; a file that cannot be read
	 * is left as it is.
	 * @return the newest rows, oldest first
	 */
	List<ActivityRow> load() {
		Deque<ActivityRow> rows = new ArrayDeque<>();
		if (Files.exists(this.file)) {
			try (BufferedReader reader = reader(this.file)) {
				for (String line = reader.readLine(); line != null; line = reader.readLine()) {
					add(line, rows);
				}
			}
			catch (IOException ex) {
				this.leftAlone = true;
				failed(ex);
				return List.of();
			}
			// The last line may be half of one.
			replace(rows);
		}
		return List.copyOf(rows);
	}

	private static void add(String line, Deque<ActivityRow> rows) {
		if (line.isEmpty() || HEADER.equals(line)) {
			return;
		}
		try {
			rows.add(MAPPER.readValue(line, ActivityRow.class));
		}
		catch (JacksonException ex) {
			// Half a line, or one of a version to come.
		}
		if (rows.size() > ROWS) {
			rows.remove();
		}
	}

	/**
	 * Keeps a row.
	 * @param row the row
	 * @param all the rows that are to be kept, this one among them
	 */
	void append(ActivityRow row, Supplier<List<ActivityRow>> all) {
		if (this.leftAlone) {
			return;
		}
		if (this.lines == 0 || this.lines > 2 * ROWS) {
			replace(all.get());
			return;
		}
		try {
			Files.writeString(this.file, MAPPER.writeValueAsString(row) + "\n", StandardOpenOption.APPEND);
			this.lines++;
		}
		catch (IOException ex) {
			failed(ex);
		}
	}

	private void replace(Iterable<ActivityRow> rows) {
		StringBuilder text = new StringBuilder(HEADER).append('\n');
		int count = 1;
		for (ActivityRow row : rows) {
			text.append(MAPPER.writeValueAsString(row)).append('\n');
			count++;
		}
		Path fresh = this.file.resolveSibling(this.file.getFileName() + ".new");
		try {
			Files.writeString(fresh, text);
			Files.move(fresh, this.file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
			this.lines = count;
		}
		catch (IOException ex) {
			failed(ex);
		}
	}

	private void failed(IOException ex) {
		// Whatever was kept is written anew when that is possible again.
		this.lines = 0;
		if (!this.warned) {
			this.warned = true;
			logger.warn("{}: activity cannot be kept for the next start: {}", this.file, ex.toString());
		}
	}

}
