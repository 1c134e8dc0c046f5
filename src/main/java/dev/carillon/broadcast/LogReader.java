package dev.carillon.broadcast;

import dev.carillon.notification.LogHeads;
import dev.carillon.notification.LogPage;
import dev.carillon.notification.NotificationLog;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Reads the notification log for event loops, which must not block. From any thread; stages complete on a worker.
 *
 * <p>Heads are read for everybody who wants some at the moment in one statement: while one is under way, further wishes
 * gather for the next. A pod that a thousand organizations reconnect to asks the database a few times, not a thousand.
 */
final class LogReader {

    private final NotificationLog log;
    private final Executor blocking;
    private final Object lock = new Object();
    private Set<String> wanted = new HashSet<>();
    private CompletableFuture<LogHeads> next = new CompletableFuture<>();
    private boolean asked;
    private boolean reading;

    LogReader(NotificationLog log, Executor blocking) {
        this.log = log;
        this.blocking = blocking;
    }

    /** As {@link NotificationLog#read}. */
    CompletionStage<LogPage> page(String organizationId, long after, long through, int limit) {
        CompletableFuture<LogPage> answer = new CompletableFuture<>();
        execute(answer, () -> complete(answer, () -> log.read(organizationId, after, through, limit)));
        return answer;
    }

    /** The heads as of a statement that begins after this call; fails if the database cannot be asked. */
    CompletionStage<LogHeads> heads(Set<String> organizationIds) {
        CompletableFuture<LogHeads> answer;
        synchronized (lock) {
            wanted.addAll(organizationIds);
            asked = true;
            answer = next;
            if (reading) {
                return answer;
            }
            reading = true;
        }
        execute(answer, this::readWanted);
        return answer;
    }

    private void readWanted() {
        Set<String> organizationIds;
        CompletableFuture<LogHeads> answer;
        synchronized (lock) {
            organizationIds = wanted;
            answer = next;
            wanted = new HashSet<>();
            asked = false;
            next = new CompletableFuture<>();
        }
        complete(answer, () -> log.heads(organizationIds));
        synchronized (lock) {
            // Not whether organizations are wanted: who asks for none waits for an answer, too.
            if (!asked) {
                reading = false;
                return;
            }
            answer = next;
        }
        execute(answer, this::readWanted);
    }

    private void execute(CompletableFuture<?> answer, Runnable task) {
        try {
            blocking.execute(task);
        } catch (RejectedExecutionException stopping) {
            answer.completeExceptionally(stopping);
        }
    }

    private static <T> void complete(CompletableFuture<T> answer, Supplier<T> read) {
        try {
            answer.complete(read.get());
        } catch (RuntimeException | Error e) {
            // Errors, too: who waits would wait for ever, and so would all who come later.
            answer.completeExceptionally(e);
        }
    }
}
