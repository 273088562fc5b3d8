package io.llamaswap.config.yaml;

/**
 * A place in a source.
 *
 * @param file name of the source
 * @param line line, the first is 1
 * @param column column in code points, the first is 1
 */
public record Position(String file, int line, int column) {

	@Override
	public String toString() {
		return this.file + ":" + this.line + ":" + this.column;
	}

}
