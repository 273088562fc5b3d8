package io.llamaswap.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Writes a model that a real llama-server loads in a moment: llama architecture, two
 * layers, random weights in Q8_0, 171 kB. What it says is noise of whole words, and
 * because end of text is muted an answer always has {@code max_tokens} tokens. Another
 * seed is another model. Format: GGUF version 3. It needs nothing but a JDK, so that one
 * can be had by {@code java SmallGguf.java FILE SEED} too.
 */
public final class SmallGguf {

	private static final int EMBEDDING = 64;

	private static final int LAYERS = 2;

	private static final int FEED_FORWARD = 128;

	private static final int HEADS = 4;

	private static final int VOCABULARY = 512;

	/** Unknown, begin, end and one token for each byte. */
	private static final int MUTED = 3 + 256;

	private static final int ALIGNMENT = 32;

	private static final int F32 = 0;

	private static final int Q8_0 = 8;

	private static final int BLOCK = 32;

	private final Random random;

	private final Bytes values = new Bytes();

	private int valueCount;

	private final Bytes tensors = new Bytes();

	private int tensorCount;

	private final Bytes data = new Bytes();

	private SmallGguf(long seed) {
		this.random = new Random(seed);
	}

	/**
	 * Writes a model.
	 * @param args the file and the seed
	 * @throws IOException if it cannot be written
	 */
	public static void main(String[] args) throws IOException {
		write(Path.of(args[0]), Long.parseLong(args[1]));
	}

	/**
	 * Writes a model.
	 * @param file where to
	 * @param seed which one
	 * @return the file
	 * @throws IOException if it cannot be written
	 */
	public static Path write(Path file, long seed) throws IOException {
		SmallGguf gguf = new SmallGguf(seed);
		gguf.describe();
		gguf.tokenizer();
		gguf.weights();
		return Files.write(file, gguf.bytes());
	}

	private void describe() {
		text("general.architecture", "llama");
		text("general.name", "small-noise");
		number("general.file_type", 7);
		number("llama.context_length", 4096);
		number("llama.embedding_length", EMBEDDING);
		number("llama.block_count", LAYERS);
		number("llama.feed_forward_length", FEED_FORWARD);
		number("llama.attention.head_count", HEADS);
		number("llama.attention.head_count_kv", HEADS);
		number("llama.rope.dimension_count", EMBEDDING / HEADS);
		number("llama.vocab_size", VOCABULARY);
		key("llama.attention.layer_norm_rms_epsilon", 6);
		this.values.float32(1e-5f);
	}

	private void tokenizer() {
		List<String> tokens = tokens();
		text("tokenizer.ggml.model", "llama");
		array("tokenizer.ggml.tokens", 8);
		tokens.forEach(this.values::text);
		array("tokenizer.ggml.scores", 6);
		for (int token = 0; token < VOCABULARY; token++) {
			this.values.float32(Math.min(0, MUTED - 1 - token));
		}
		array("tokenizer.ggml.token_type", 5);
		for (int token = 0; token < VOCABULARY; token++) {
			this.values.int32((token >= MUTED) ? 1 : (token > 2) ? 6 : (token > 0) ? 3 : 2);
		}
		number("tokenizer.ggml.bos_token_id", 1);
		number("tokenizer.ggml.eos_token_id", 2);
		number("tokenizer.ggml.unknown_token_id", 0);
		key("tokenizer.ggml.add_bos_token", 7);
		this.values.write(1);
		text("tokenizer.chat_template", "{% for m in messages %}[{{ m.role }}] {{ m.content }}\n{% endfor %}"
				+ "{% if add_generation_prompt %}[assistant] {% endif %}");
	}

	private static List<String> tokens() {
		List<String> tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
		for (int each = 0; each < 256; each++) {
			tokens.add(String.format("<0x%02X>", each));
		}
		tokens.add("\u2581");
		for (char each = 33; each < 127; each++) {
			tokens.add(String.valueOf(each));
		}
		for (char each = 'a'; each <= 'z'; each++) {
			tokens.add("\u2581" + each);
		}
		for (int word = 0; tokens.size() < VOCABULARY; word++) {
			tokens.add("\u2581w" + word);
		}
		return tokens;
	}

	private void weights() {
		matrix("token_embd.weight", VOCABULARY, EMBEDDING, 0);
		for (int layer = 0; layer < LAYERS; layer++) {
			String block = "blk." + layer + ".";
			ones(block + "attn_norm.weight");
			ones(block + "ffn_norm.weight");
			for (String name : List.of("attn_q", "attn_k", "attn_v", "attn_output")) {
				matrix(block + name + ".weight", EMBEDDING, EMBEDDING, 0);
			}
			matrix(block + "ffn_gate.weight", FEED_FORWARD, EMBEDDING, 0);
			matrix(block + "ffn_up.weight", FEED_FORWARD, EMBEDDING, 0);
			matrix(block + "ffn_down.weight", EMBEDDING, FEED_FORWARD, 0);
		}
		ones("output_norm.weight");
		matrix("output.weight", VOCABULARY, EMBEDDING, MUTED);
	}

	private void matrix(String name, int rows, int columns, int mutedRows) {
		tensor(name, Q8_0, columns, rows);
		float[] block = new float[BLOCK];
		for (int index = 0; index < rows * columns / BLOCK; index++) {
			boolean muted = index * BLOCK / columns < mutedRows;
			for (int each = 0; each < BLOCK; each++) {
				block[each] = (muted) ? 0 : (float) (this.random.nextGaussian() * 0.6 / Math.sqrt(columns));
			}
			quantize(block);
		}
	}

	/** A block of Q8_0: the scale as a half, then one signed byte for each weight. */
	private void quantize(float[] block) {
		float largest = 0;
		for (float each : block) {
			largest = Math.max(largest, Math.abs(each));
		}
		float scale = largest / 127;
		this.data.int16(half(scale));
		for (float each : block) {
			this.data.write((scale > 0) ? Math.round(each / scale) : 0);
		}
	}

	/** Rounds a small positive number down to IEEE 754 binary16. */
	private static int half(float number) {
		int bits = Float.floatToIntBits(number);
		int exponent = (bits >>> 23) - 127 + 15;
		int fraction = (bits & 0x7fffff) | 0x800000;
		if (exponent > 0) {
			return (exponent << 10) | ((fraction >>> 13) & 0x3ff);
		}
		return (exponent < -10) ? 0 : fraction >>> (14 - exponent);
	}

	private void ones(String name) {
		tensor(name, F32, EMBEDDING);
		for (int index = 0; index < EMBEDDING; index++) {
			this.data.float32(1);
		}
	}

	private void tensor(String name, int type, int... dimensions) {
		this.data.align();
		this.tensorCount++;
		this.tensors.text(name);
		this.tensors.int32(dimensions.length);
		Arrays.stream(dimensions).forEach(this.tensors::int64);
		this.tensors.int32(type);
		this.tensors.int64(this.data.size());
	}

	private void text(String key, String value) {
		key(key, 8);
		this.values.text(value);
	}

	private void number(String key, int value) {
		key(key, 4);
		this.values.int32(value);
	}

	private void array(String key, int type) {
		key(key, 9);
		this.values.int32(type);
		this.values.int64(VOCABULARY);
	}

	private void key(String key, int type) {
		this.valueCount++;
		this.values.text(key);
		this.values.int32(type);
	}

	private byte[] bytes() {
		Bytes file = new Bytes();
		file.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
		file.int32(3);
		file.int64(this.tensorCount);
		file.int64(this.valueCount);
		file.writeBytes(this.values.toByteArray());
		file.writeBytes(this.tensors.toByteArray());
		file.align();
		this.data.align();
		file.writeBytes(this.data.toByteArray());
		return file.toByteArray();
	}

	/**
	 * Little-endian bytes.
	 */
	private static final class Bytes extends ByteArrayOutputStream {

		void int16(int value) {
			write(value);
			write(value >>> 8);
		}

		void int32(int value) {
			writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
		}

		void int64(long value) {
			writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
		}

		void float32(float value) {
			int32(Float.floatToIntBits(value));
		}

		void text(String value) {
			byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
			int64(bytes.length);
			writeBytes(bytes);
		}

		void align() {
			while (size() % ALIGNMENT != 0) {
				write(0);
			}
		}

	}

}
