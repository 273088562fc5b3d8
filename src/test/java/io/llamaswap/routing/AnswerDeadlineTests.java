package io.llamaswap.routing;

import java.util.concurrent.TimeUnit;

import io.llamaswap.config.Configuration;
import io.llamaswap.config.ModelConfiguration;
import io.llamaswap.directory.Recipient;
import io.llamaswap.test.Configurations;
import io.netty.channel.DefaultEventLoop;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

class AnswerDeadlineTests {

	// R54: prompts that take minutes met limits of 60, 120 or 300 s that nobody had set.
	@Test
	void r54WithoutALimitOfItsOwnAModelMayTakeAsLongAsItLikes() {
		assertThat(isTimed("")).isFalse();
		assertThat(isTimed("timeouts: {responseHeader: 0}")).isFalse();
		assertThat(isTimed("timeouts: {responseHeader: 1}")).isTrue();
		assertThat(isTimed("timeouts: {total: 1}")).isTrue();
	}

	private static boolean isTimed(String keys) {
		Configuration configuration = Configurations.parse("models:\n  m:\n    cmd: x ${PORT}\n    " + keys + "\n");
		ModelConfiguration model = configuration.allModels().iterator().next();
		Mono<Void> exchange = Mono.never();
		DefaultEventLoop loop = new DefaultEventLoop();
		try {
			return !new AnswerDeadline(new Recipient.Local(model, null), loop).over(exchange).equals(exchange);
		}
		finally {
			loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
		}
	}

}
