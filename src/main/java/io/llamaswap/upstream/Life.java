package io.llamaswap.upstream;

import java.util.concurrent.CompletionStage;

/**
 * One life, handed from phase to phase.
 *
 * @param launch what was launched
 * @param launching completes with the running server
 */
record Life(Launch launch, CompletionStage<RunningServer> launching) {

}
