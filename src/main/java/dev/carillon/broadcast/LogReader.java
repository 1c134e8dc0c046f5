package dev.carillon.broadcast;

import dev.carillon.batch.Coalescer;
import dev.carillon.notification.Commits;
import dev.carillon.notification.LogHeads;
import dev.carillon.notification.LogPage;
import dev.carillon.notification.NotificationLog;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the notification log for event loops, which must not block. From any thread; stages complete on a worker.
 *
 * <p>One statement reads the heads for all callers that wait. When a thousand organizations reconnect to a pod, it asks the
 * database a few times, not a thousand.
 */
final class LogReader {

    private final NotificationLog log;
    private final Executor blocking;
    private final Coalescer<Wanted> heads = new Coalescer<>(Integer.MAX_VALUE, Runnable::run, this::readHeads);

    LogReader(NotificationLog log, Executor blocking) {
        this.log = log;
        this.blocking = blocking;
    }

    /** As {@link NotificationLog#read}. */
    CompletionStage<LogPage> page(String organizationId, long after, long through, int limit) {
        return read(() -> log.read(organizationId, after, through, limit));
    }

    /** As {@link NotificationLog#readForUser}. */
    CompletionStage<LogPage> pageForUser(String organizationId, String userId, long after, int limit) {
        return read(() -> log.readForUser(organizationId, userId, after, limit));
    }

    /** As {@link NotificationLog#marks}. */
    CompletionStage<Map<Long, Integer>> marks(String organizationId, Collection<Long> ids) {
        return read(() -> log.marks(organizationId, ids));
    }

    /** As {@link NotificationLog#committedSince}. */
    CompletionStage<Commits> committedSince(@Nullable String snapshot) {
        return read(() -> log.committedSince(snapshot));
    }

    /** The heads as of a statement that begins after this call; fails if the database does. */
    CompletionStage<LogHeads> heads(Set<String> organizationIds) {
        Wanted wanted = new Wanted(organizationIds, new CompletableFuture<>());
        heads.add(wanted);
        return wanted.answer();
    }

    private CompletionStage<LogHeads> readHeads(List<Wanted> batch) {
        Set<String> organizationIds = new HashSet<>();
        batch.forEach(wanted -> organizationIds.addAll(wanted.organizationIds()));
        return read(() -> log.heads(organizationIds))
                .whenComplete((found, failure) -> batch.forEach(wanted -> wanted.complete(found, failure)));
    }

    private <T> CompletionStage<T> read(Supplier<T> read) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            blocking.execute(() -> complete(answer, read));
        } catch (RejectedExecutionException stopping) {
            answer.completeExceptionally(stopping);
        }
        return answer;
    }

    private static <T> void complete(CompletableFuture<T> answer, Supplier<T> read) {
        try {
            answer.complete(read.get());
        } catch (RuntimeException | Error e) {
            // Errors, too: otherwise this caller would wait forever, and so would all later ones.
            answer.completeExceptionally(e);
        }
    }

    private record Wanted(Set<String> organizationIds, CompletableFuture<LogHeads> answer) {
        void complete(LogHeads found, Throwable failure) {
            if (failure == null) {
                answer.complete(found);
            } else {
                answer.completeExceptionally(failure);
            }
        }
    }
}
