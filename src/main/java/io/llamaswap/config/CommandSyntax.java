package io.llamaswap.config;

import java.util.List;
import java.util.Locale;

/**
 * The rules by which {@code cmd} and {@code cmdStop} become words (contract 2.6). No
 * shell is ever asked, so variables, globs, {@code ~} and pipes are plain text. Public
 * because {@code cmdStop} is split only when its pid is known.
 */
public enum CommandSyntax {

	/** Single and double quotes, and a backslash before what is meant literally. */
	POSIX,

	/** Double quotes only; a backslash is a backslash unless a double quote follows. */
	WINDOWS;

	/**
	 * Returns the rules of the system that this program runs on.
	 * @return {@link #WINDOWS} there, {@link #POSIX} everywhere else
	 */
	public static CommandSyntax ofSystem() {
		return of(System.getProperty("os.name", ""));
	}

	static CommandSyntax of(String system) {
		return system.toLowerCase(Locale.ROOT).startsWith("windows") ? WINDOWS : POSIX;
	}

	/**
	 * Splits a command. Lines that begin with a number sign are dropped, a backslash at
	 * the end of a line joins it with the next one, and an unterminated quote ends with
	 * the text.
	 * @param command the command, possibly of many lines
	 * @return its words, empty if there are none
	 */
	public List<String> split(String command) {
		String lines = CommandLines.joined(command);
		return (this == WINDOWS) ? WindowsWords.split(lines) : PosixWords.split(lines);
	}

	/**
	 * Quotes one word so that {@link #split} gives it back unchanged.
	 * @param word any text of one line
	 * @return the word, quoted only where it must be
	 */
	public String quote(String word) {
		return (this == WINDOWS) ? WindowsWords.quote(word) : PosixWords.quote(word);
	}

	/**
	 * Returns what stops a server that has no {@code cmdStop}.
	 * @return a command, or an empty text for a polite signal
	 */
	String defaultStop() {
		return (this == WINDOWS) ? "taskkill /f /t /pid ${PID}" : "";
	}

	static boolean isHarmless(int character) {
		return Character.isLetterOrDigit(character) || "-_./:=,+@%".indexOf(character) >= 0;
	}

}
