package io.llamaswap.config;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.function.Supplier;

import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * The machines that are believed when they say for whom they ask
 * ({@code X-Forwarded-For}, B9). It tells callers apart for logs and turns; nobody is let
 * in because of it.
 *
 * @param blocks their addresses
 */
public record TrustedProxies(List<Block> blocks) {

	/** Nobody is believed. */
	public static final TrustedProxies NONE = new TrustedProxies(List.of());

	/** Nobody is behind more proxies than that. */
	private static final int MAX_HOPS = 16;

	/**
	 * Copies the list.
	 */
	public TrustedProxies {
		blocks = List.copyOf(blocks);
	}

	/**
	 * Tells whether a machine is believed.
	 * @param address its address, as its connection has it
	 * @return {@code true} if it is
	 */
	public boolean trusts(InetAddress address) {
		for (Block block : this.blocks) {
			if (block.contains(address)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Finds who asks: the other end of the connection, or, as long as that is believed,
	 * the one for whom it says that it asks.
	 * @param socket address of the other end
	 * @param forwardedFor lines of {@code X-Forwarded-For}; asked for only if they count
	 * @return the literal address, or {@code null} if there is none
	 */
	public @Nullable String clientOf(@Nullable SocketAddress socket, Supplier<List<String>> forwardedFor) {
		if (!(socket instanceof InetSocketAddress inet) || inet.getAddress() == null) {
			return null;
		}
		InetAddress client = inet.getAddress();
		return NetUtil.toAddressString(trusts(client) ? behind(client, forwardedFor.get()) : client);
	}

	// Each proxy appends whom it saw, so the line is read from its end, and only as far
	// as those who wrote it are believed.
	private InetAddress behind(InetAddress proxy, List<String> forwardedFor) {
		String[] hops = String.join(",", forwardedFor).split(",", -1);
		InetAddress client = proxy;
		for (int index = hops.length - 1; index >= Math.max(0, hops.length - MAX_HOPS); index--) {
			InetAddress hop = parse(hops[index].strip());
			if (hop == null || !trusts(client)) {
				return client;
			}
			client = hop;
		}
		return client;
	}

	// Some write a port as well. What is no address is nobody.
	private static @Nullable InetAddress parse(String hop) {
		String host = hop;
		int colon = hop.indexOf(':');
		if (hop.startsWith("[")) {
			host = hop.substring(1, Math.max(1, hop.indexOf(']')));
		}
		else if (colon >= 0 && hop.indexOf(':', colon + 1) < 0) {
			host = hop.substring(0, colon);
		}
		return NetUtil.createInetAddressFromIpAddressString(host);
	}

	/**
	 * Some addresses in a row.
	 *
	 * @param address one of them
	 * @param bits how many of its first bits they have in common
	 */
	public record Block(InetAddress address, int bits) {

		/**
		 * Reads a block.
		 * @param text an address, or one with the number of bits that count, such as
		 * {@code 10.0.0.0/8}
		 * @return the block, or {@code null} if that is none
		 */
		static @Nullable Block parse(String text) {
			int slash = text.indexOf('/');
			InetAddress address = NetUtil
				.createInetAddressFromIpAddressString((slash < 0) ? text : text.substring(0, slash));
			if (address == null) {
				return null;
			}
			int all = address.getAddress().length * Byte.SIZE;
			String written = (slash < 0) ? "" + all : text.substring(slash + 1);
			boolean number = !written.isEmpty() && written.length() < 4 && written.chars().allMatch(Character::isDigit);
			return (number && Integer.parseInt(written) <= all) ? new Block(address, Integer.parseInt(written)) : null;
		}

		boolean contains(InetAddress other) {
			byte[] mine = this.address.getAddress();
			byte[] others = other.getAddress();
			return mine.length == others.length && new BigInteger(1, mine).xor(new BigInteger(1, others))
				.shiftRight(mine.length * Byte.SIZE - this.bits)
				.signum() == 0;
		}

	}

}
