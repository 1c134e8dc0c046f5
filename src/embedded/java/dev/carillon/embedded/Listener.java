package dev.carillon.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.function.BiPredicate;
import java.util.function.IntFunction;

/** A child process that serves a port, which another process may take between its choice and its use. */
record Listener(ChildProcess process, int port) {
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    private static final Duration RETRY_PAUSE = Duration.ofMillis(200);

    /**
     * Returns when the process is ready.
     *
     * @param wantedPort zero for any free one, chosen again for each attempt
     * @param isReady must make sure that this very process answers
     */
    static Listener start(
            int wantedPort,
            IntFunction<ChildProcess.Program> program,
            BiPredicate<ChildProcess, Integer> isReady,
            RunDirectory runs)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            int port = Ports.wantedOrFree(wantedPort);
            ChildProcess.Program onPort = program.apply(port);
            ChildProcess process = ChildProcess.start(onPort, runs);
            if (Waiting.until(START_PATIENCE, () -> !process.isAlive() || isReady.test(process, port))
                    && process.isAlive()) {
                return new Listener(process, port);
            }
            process.kill();
            if (attempt == Ports.ATTEMPTS) {
                throw new IOException("port " + port + "\n" + Directories.tail(onPort.log()));
            }
            // Either the port was taken, or the server was killed from outside and its children are still ending.
            Waiting.until(RETRY_PAUSE, () -> false);
        }
    }
}
