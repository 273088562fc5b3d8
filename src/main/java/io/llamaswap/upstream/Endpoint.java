package io.llamaswap.upstream;

import java.net.URI;

/**
 * Where one life of a model server is reached.
 *
 * @param base base address; its path is prepended to request paths
 * @param incarnation number of this life, unique within the program: connections of one
 * life must never serve another
 */
public record Endpoint(URI base, long incarnation) {

}
