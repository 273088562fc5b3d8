package io.llamaswap.routing;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Bounds of the data path.
 *
 * @param body largest request body
 * @param lookAhead how much of a body is held while its model is searched
 * @param held how much of all bodies together is held; never more than three quarters of
 * the memory that the JVM allows for direct buffers
 */
@ConfigurationProperties("llamaswap.limits")
record LimitsProperties(@DefaultValue("64MB") DataSize body, @DefaultValue("64MB") DataSize lookAhead,
		@DefaultValue("256MB") DataSize held) {

}
