package io.llamaswap.upstream.process;

import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * What all lives on this machine share.
 *
 * @param instance this run of the program
 * @param table the processes
 * @param listeners who listens where
 * @param programs finds programs
 * @param setsid path of {@code setsid}, or {@code null} if this machine has none
 * @param spawn the one thread that starts processes
 * @param looks bounded threads that read {@code /proc}
 */
record ProcessHost(Instance instance, ProcessTable table, LocalListeners listeners, ProgramPath programs,
		@Nullable String setsid, Executor spawn, LookThreads looks) {

}
