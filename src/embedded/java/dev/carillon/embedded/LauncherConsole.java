package dev.carillon.embedded;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** The launcher's output on the terminal. From any thread. */
final class LauncherConsole {
    /** Always UTF-8: under the POSIX locale the commands to copy would otherwise lose their accents. */
    private final PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    private final PrintStream err =
            new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);

    void say(String line) {
        out.println(line);
    }

    void complain(String line) {
        err.println(line);
    }

    static String secondsSince(long startNanos) {
        double seconds = Duration.ofNanos(System.nanoTime() - startNanos).toMillis() / 1000.0;
        return String.format(Locale.ROOT, "%.1f s", seconds);
    }
}
