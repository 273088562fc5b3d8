package io.llamaswap.routing;

import java.util.List;

import io.llamaswap.error.ApiError;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Stands in where the model is known without the body.
 */
final class NoScanner implements ModelScanner {

	static final NoScanner INSTANCE = new NoScanner();

	private NoScanner() {
	}

	@Override
	public void scan(ByteBuf chunk) {
		// Nothing is looked for.
	}

	@Override
	public void end() {
		// Nothing is looked for.
	}

	@Override
	public List<Finding> findings() {
		return List.of();
	}

	@Override
	public boolean isSatisfied() {
		return true;
	}

	@Override
	public @Nullable ApiError objection() {
		return null;
	}

	@Override
	public boolean isStream() {
		return false;
	}

	@Override
	public byte[] encode(String name) {
		throw new UnsupportedOperationException("nothing to rewrite");
	}

}
