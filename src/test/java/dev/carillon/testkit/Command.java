package dev.carillon.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The outcome of a program of this machine.
 *
 * @param status that it ended with; -1 if it cannot be run or did not end in time, and {@code errors} says so
 */
public record Command(int status, String output, String errors) {

    public static Command run(Path directory, Duration limit, String... words) {
        return run(new ProcessBuilder(words).directory(directory.toFile()), limit);
    }

    public static Command run(ProcessBuilder builder, Duration limit) {
        try {
            Path output = Files.createTempFile("command", ".out");
            Path errors = Files.createTempFile("command", ".err");
            try {
                Process process = builder.redirectOutput(output.toFile())
                        .redirectError(errors.toFile())
                        .start();
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                    return new Command(-1, "", builder.command() + " has not ended after " + limit);
                }
                return new Command(process.exitValue(), Files.readString(output), Files.readString(errors));
            } finally {
                Files.delete(output);
                Files.delete(errors);
            }
        } catch (IOException e) {
            return new Command(-1, "", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Command(-1, "", "interrupted");
        }
    }

    public boolean succeeded() {
        return status == 0;
    }

    /** Output and errors, one behind the other. */
    public String text() {
        return output + errors;
    }
}
