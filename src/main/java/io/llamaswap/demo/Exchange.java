package io.llamaswap.demo;

/**
 * One request and the way to answer it.
 *
 * @param request its head
 * @param body its body, already read
 * @param switches how to behave, the request's own wishes included
 * @param input where the other side's departure shows
 * @param output where the answer goes
 */
record Exchange(RequestHead request, Body body, Switches switches, HttpInput input, HttpOutput output) {

	/**
	 * Returns the name that the answer carries.
	 * @return the server's own name, else the requested one
	 */
	String model() {
		return this.switches.text(Switch.MODEL, this.body.fields().scalar("model", "demo"));
	}

	boolean isStreamed() {
		return "true".equals(this.body.fields().scalar("stream", "false"));
	}

}
