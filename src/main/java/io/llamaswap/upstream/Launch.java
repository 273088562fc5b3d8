package io.llamaswap.upstream;

import io.llamaswap.config.LaunchConfiguration;
import io.llamaswap.model.ModelId;

/**
 * One life that is to begin.
 *
 * @param model whose server it is
 * @param configuration how the server is started, reached and stopped
 * @param incarnation number of this life, unique within the program
 * @param output takes everything that the server prints
 */
public record Launch(ModelId model, LaunchConfiguration configuration, long incarnation, OutputSink output) {

}
