package dev.carillon.embedded;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** The signals that {@link ProcessHandle} cannot send. */
final class Signals {
    private static final int TIMEOUT_SECONDS = 5;

    private Signals() {}

    /** Sent by the shell's own {@code kill}, since slim images have no such program. */
    static void send(String signal, long pid) throws IOException {
        Process kill = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!kill.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                kill.destroyForcibly();
                throw new IOException("kill -" + signal + " " + pid + " does not return");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while sending " + signal + " to " + pid, e);
        }
    }
}
