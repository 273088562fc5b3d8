package io.llamaswap.routing;

import java.net.URI;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class UpstreamPrefixTests {

	private final UpstreamPrefix prefix = new UpstreamPrefix("/upstream/a%2Fb", "/ui/page",
			URI.create("http://127.0.0.1:5800"), "Here:8080");

	@ParameterizedTest
	@CsvSource({ "/ui/?a=/b#/c, /upstream/a%2Fb/ui/?a=/b#/c", "/, /upstream/a%2Fb/",
			"/a%2Fb//c, /upstream/a%2Fb/a%2Fb//c", "http://127.0.0.1:5800/x, /upstream/a%2Fb/x",
			"http://localhost:5800/x, /upstream/a%2Fb/x", "http://[::1]:5800/x, /upstream/a%2Fb/x",
			"http://127.0.0.1:5800, /upstream/a%2Fb/", "https://here:8080/x, /upstream/a%2Fb/x",
			"//HERE:8080/x, /upstream/a%2Fb/x", "/../../x, /upstream/a%2Fb/x", "/a/%2E%2e/%2e/x, /upstream/a%2Fb/x",
			"/a/b/.., /upstream/a%2Fb/a/", "/a/b/., /upstream/a%2Fb/a/b/", "/.., /upstream/a%2Fb/",
			"/upstream/a%2Fb/x?y, /upstream/a%2Fb/x?y", "/upstream/a%2Fbc, /upstream/a%2Fb/upstream/a%2Fbc" })
	void addressesOfTheServerComeUnderThePrefix(String address, String rebased) {
		assertThat(this.prefix.address(address)).isEqualTo(rebased);
	}

	@ParameterizedTest
	@CsvSource({ "http://127.0.0.1:58001/x", "http://localhost:58001/x", "http://localhost/x", "http://elsewhere/x",
			"//elsewhere/x", "/\\elsewhere/x", "x", "../x", "./x/../..", "?x=../../..", "#x", "a/../../b:c",
			"mailto:x@here:8080" })
	void otherAddressesStay(String address) {
		assertThat(this.prefix.address(address)).isEqualTo(address);
	}

	// They led to other models, and to pages of our own.
	@ParameterizedTest
	@CsvSource({ "../../x?y=../z, /upstream/a%2Fb/x?y=../z", "../../.., /upstream/a%2Fb/",
			"../../../running, /upstream/a%2Fb/running", ".%2E/a/../%2e%2e/%2e%2e/b/#c, /upstream/a%2Fb/b/#c",
			"./../../other/, /upstream/a%2Fb/other/" })
	void relativeAddressesEndAtTheRootOfThePrefix(String address, String rebased) {
		assertThat(this.prefix.address(address)).isEqualTo(rebased);
	}

	@Test
	void pathsOfTheBaseAddressAreTakenOff() {
		UpstreamPrefix below = new UpstreamPrefix("/upstream/m", "/", URI.create("http://h/base/"), null);
		assertThat(below.address("/base/ui")).isEqualTo("/upstream/m/ui");
		assertThat(below.address("/base")).isEqualTo("/upstream/m/");
		assertThat(below.address("/basement")).isEqualTo("/basement");
		assertThat(below.address("/other")).isEqualTo("/other");
	}

	@Test
	void allHeadersThatNameAddressesAreRewritten() {
		HttpHeaders headers = new DefaultHttpHeaders().add("Location", "/l")
			.add("Content-Location", "/c")
			.add("Refresh", "5; URL='/r'");
		this.prefix.rebase(headers);
		assertThat(headers.get("Location")).isEqualTo("/upstream/a%2Fb/l");
		assertThat(headers.get("Content-Location")).isEqualTo("/upstream/a%2Fb/c");
		assertThat(headers.get("Refresh")).isEqualTo("5; URL='/upstream/a%2Fb/r'");
	}

	@Test
	void withoutAPrefixNothingIsTouched() {
		HttpHeaders headers = new DefaultHttpHeaders().add("Location", "/l");
		new UpstreamPrefix("", "/", URI.create("http://h"), null).rebase(headers);
		assertThat(headers.get("Location")).isEqualTo("/l");
	}

}
