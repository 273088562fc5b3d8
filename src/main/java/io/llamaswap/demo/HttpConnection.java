package io.llamaswap.demo;

import java.io.IOException;
import java.net.Socket;

/**
 * One connection: its requests one after the other, on a thread of its own.
 */
final class HttpConnection implements Runnable {

	private final Socket socket;

	private final DemoState state;

	private final DemoRoutes routes;

	HttpConnection(Socket socket, DemoState state) {
		this.socket = socket;
		this.state = state;
		this.routes = new DemoRoutes(state);
	}

	@Override
	public void run() {
		this.state.opened(this.socket);
		try (this.socket) {
			this.socket.setTcpNoDelay(true);
			HttpInput input = new HttpInput(this.socket);
			if (this.state.switches().has(Switch.SILENT)) {
				input.awaitWhileConnected(System.nanoTime() + 3_600_000_000_000L);
				return;
			}
			while (serve(input)) {
				// The next request of this connection.
			}
		}
		catch (IOException | NumberFormatException ex) {
			// The other side has left or does not speak HTTP; nobody is there to be told.
			if (!this.state.isExiting()) {
				this.state.journal().write("broken", "cause", String.valueOf(ex.getMessage()));
			}
		}
		finally {
			this.state.closed(this.socket);
		}
	}

	private boolean serve(HttpInput input) throws IOException {
		RequestHead request = RequestHead.read(input);
		if (request == null) {
			return false;
		}
		Switches switches = this.state.switches().with(request.headers());
		HttpOutput output = new HttpOutput(this.socket, switches, request);
		if (request.headers().has("Expect", "100-continue")) {
			output.raw("HTTP/1.1 100 Continue\r\n\r\n");
		}
		Body body = new Body(switches.has(Switch.ECHO) || request.path().startsWith("/echo"));
		input.body(request.headers(), body);
		output.header("X-Nonce", request.headers().first("X-Nonce"));
		this.routes.answer(new Exchange(request, body, switches, input, output));
		return !output.isClosing() && !this.socket.isClosed();
	}

}
