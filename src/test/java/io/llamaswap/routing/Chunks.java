package io.llamaswap.routing;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Feeds scanners in pieces.
 */
final class Chunks {

	private Chunks() {
	}

	static <T extends ModelScanner> T feed(T scanner, String body, int size) {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		for (int from = 0; from < bytes.length; from += size) {
			feed(scanner, bytes, from, Math.min(bytes.length, from + size));
		}
		scanner.end();
		return scanner;
	}

	static <T extends ModelScanner> T feed(T scanner, byte[] body, Random random) {
		int from = 0;
		while (from < body.length) {
			int to = Math.min(body.length, from + 1 + random.nextInt(1 + random.nextInt(40)));
			feed(scanner, body, from, to);
			from = to;
		}
		scanner.end();
		return scanner;
	}

	static ModelScanner.Finding found(ModelScanner scanner) {
		return Objects.requireNonNull(scanner.finding(), "nothing found");
	}

	// Each piece stands in the middle of its buffer, so that an index mistaken for an
	// offset shows.
	private static void feed(ModelScanner scanner, byte[] body, int from, int to) {
		ByteBuf chunk = Unpooled.directBuffer().writeLong(-1).writeBytes(body, from, to - from).writeLong(-1);
		chunk.readerIndex(8).writerIndex(8 + to - from);
		scanner.scan(chunk);
		chunk.release();
	}

}
