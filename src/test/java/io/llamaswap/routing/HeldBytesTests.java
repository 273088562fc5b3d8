package io.llamaswap.routing;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class HeldBytesTests {

	private static final int PIECES = 3000;

	private static final int PIECE = 4096;

	private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);

	private final HeldBytes held = new HeldBytes(this.allocator);

	@AfterEach
	void nothingIsLeft() {
		this.held.release();
		assertThat(this.allocator.metric().usedDirectMemory()).isZero();
	}

	@Test
	void largeBodyIsWrittenWithoutBeingCopied() {
		for (int index = 0; index < PIECES; index++) {
			add("x".repeat(PIECE));
		}
		this.held.splice(5, 9, "name".getBytes(StandardCharsets.UTF_8));
		List<ByteBuf> parts = this.held.parts();
		assertThat(parts.stream().mapToLong(ByteBuf::readableBytes).sum()).isEqualTo((long) PIECES * PIECE);
		assertThat(parts).as("more of them in one buffer than a system takes at once, and Netty copies them all")
			.allMatch((part) -> part.nioBufferCount() == 1);
		assertThat(this.allocator.metric().usedDirectMemory()).isEqualTo((long) PIECES * PIECE);
	}

	@ParameterizedTest
	@CsvSource({ "0,1", "0,9", "2,3", "2,4", "2,5", "3,4", "5,9", "8,9", "4,4" })
	void rangeIsReplacedWhereverItsPiecesBeginAndEnd(int start, int end) {
		StringBuilder expected = new StringBuilder();
		for (String piece : List.of("abc", "de", "fghi")) {
			String large = piece.repeat(1000);
			add(large);
			expected.append(large);
		}
		this.held.splice(start * 1000L, end * 1000L, "NEW".getBytes(StandardCharsets.UTF_8));
		expected.replace(start * 1000, end * 1000, "NEW");
		StringBuilder seen = new StringBuilder();
		this.held.parts().forEach((part) -> seen.append(part.toString(StandardCharsets.UTF_8)));
		assertThat(seen).hasToString(expected.toString());
		assertThat(this.held.size()).isEqualTo(expected.length());
	}

	private void add(String text) {
		ByteBuf received = this.allocator.directBuffer()
			.writeBytes(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
		this.held.add(received, 0);
		received.release();
	}

}
