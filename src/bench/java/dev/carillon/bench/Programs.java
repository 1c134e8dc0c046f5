package dev.carillon.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Other programs, on a core of their own. */
final class Programs {

    static final String LOOPBACK = "127.0.0.1";

    /** Servers here, the generator on the other. */
    static final String SERVER_CORE = "0";

    static final String GENERATOR_CORE = "1";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private Programs() {}

    /** Starts a program; its output goes to {@code log}. */
    static Process start(Path log, List<String> command) {
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", SERVER_CORE));
        pinned.addAll(command);
        try {
            Process process = new ProcessBuilder(pinned)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            // A server must not outlive its benchmark, however that ends.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs it to its end and gives what it printed; fails where it fails. */
    static String run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            Thread end = new Thread(process::destroy);
            Runtime.getRuntime().addShutdownHook(end);
            String printed = new String(process.getInputStream().readAllBytes());
            int status = process.waitFor();
            Runtime.getRuntime().removeShutdownHook(end);
            if (status != 0) {
                throw new IllegalStateException(command.get(0) + " ended with " + status + ": " + printed);
            }
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Every thread of a process that runs already. */
    static void pin(long pid, String core) {
        run(List.of("taskset", "-a", "-c", "-p", core, Long.toString(pid)));
    }

    static boolean isInstalled(String program) {
        return System.getenv("PATH")
                .lines()
                .flatMap(p -> List.of(p.split(":")).stream())
                .anyMatch(d -> Files.isExecutable(Path.of(d, program)));
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void awaitListening(int port) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (System.nanoTime() < end) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(LOOPBACK, port), 200);
                return;
            } catch (IOException notYet) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
        throw new IllegalStateException("Nothing listens on port " + port);
    }

    static String jdk(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }

    static void pause(int seconds) {
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
    }

    /** Uses a separate thread for each task, because a task waits for another program nearly all the time. */
    static <T> CompletableFuture<T> inBackground(Supplier<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(task.get());
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    /** With its descendants, such as the workers of nginx and the backends of PostgreSQL. */
    static List<Long> tree(long pid) {
        List<Long> all = new ArrayList<>(List.of(pid));
        ProcessHandle.of(pid)
                .ifPresent(p -> p.descendants().map(ProcessHandle::pid).forEach(all::add));
        return all;
    }
}
