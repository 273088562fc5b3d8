package io.llamaswap.demo;

/**
 * Endless text that is the same for the same model and seed.
 */
final class DemoText {

	private static final String[] WORDS = { "a", "small", "model", "with", "patience", "waits", "until", "somebody",
			"asks", "and", "then", "it", "answers", "one", "word", "after", "another", "as", "if", "the", "stream",
			"were", "water", "that", "finds", "its", "way", "between", "stones", "while", "every", "lamp", "in", "town",
			"keeps", "quiet", "company", "never", "hurried", "always", "near" };

	private final String model;

	private long state;

	private int produced;

	private int last = -1;

	private boolean sentenceEnded = true;

	DemoText(String model, long seed) {
		this.model = model;
		this.state = seed * 31 + model.hashCode();
	}

	/**
	 * Returns the next token.
	 * @return a word with the space before it, possibly with a full stop after it
	 */
	String next() {
		this.produced++;
		if (this.produced == 1) {
			return "[" + this.model + "]";
		}
		// Knuth's generator: good enough for words, and the same everywhere.
		this.state = this.state * 6364136223846793005L + 1442695040888963407L;
		int index = (int) ((this.state >>> 33) % WORDS.length);
		// Nobody says the same word twice.
		this.last = (index == this.last) ? (index + 1) % WORDS.length : index;
		String word = WORDS[this.last];
		if (this.sentenceEnded) {
			word = Character.toUpperCase(word.charAt(0)) + word.substring(1);
		}
		this.sentenceEnded = this.produced % 11 == 0;
		return " " + word + ((this.sentenceEnded) ? "." : "");
	}

}
