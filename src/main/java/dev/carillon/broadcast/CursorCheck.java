package dev.carillon.broadcast;

import dev.carillon.fanout.CursorVerdict;
import dev.carillon.fanout.OrganizationLog;
import dev.carillon.notification.LogPage;
import dev.carillon.socket.Loop;
import dev.carillon.sse.Cursor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks the database whether cursors are in the history: one statement for all that wait, one after the other, so a herd
 * costs a few statements. A notification never changes its mark, so the right mark at a cursor's id proves everything
 * before it, and after a fork exactly the cursors beyond it fail. Owned by the channel's loop.
 */
final class CursorCheck {

    // What NotificationLog.marks takes at most.
    private static final int MAX_IDS = 1_000;

    private final String organizationId;
    private final Loop loop;
    private final ChannelContext context;
    private final Listener listener;
    private Map<Cursor, List<Consumer<CursorVerdict>>> waiting = new HashMap<>();
    private @Nullable OrganizationLog log;
    private boolean asking;

    interface Listener {

        /** The database has this notification. */
        void onValid(OrganizationLog asked, Cursor cursor);
    }

    CursorCheck(String organizationId, Loop loop, ChannelContext context, Listener listener) {
        this.organizationId = organizationId;
        this.loop = loop;
        this.context = context;
        this.listener = listener;
    }

    /** Nobody who waits is answered: the shards ask again about the new log. */
    void startOver(OrganizationLog newLog) {
        log = newLog;
        waiting = new HashMap<>();
    }

    void ask(OrganizationLog about, Cursor cursor, Consumer<CursorVerdict> onVerdict) {
        if (about == log) {
            waiting.computeIfAbsent(cursor, c -> new ArrayList<>(1)).add(onVerdict);
            askNext();
        }
    }

    private void askNext() {
        OrganizationLog about = log;
        if (asking || about == null || waiting.isEmpty()) {
            return;
        }
        asking = true;
        List<Cursor> cursors = waiting.keySet().stream().limit(MAX_IDS).toList();
        List<Long> ids = cursors.stream().map(Cursor::id).distinct().toList();
        context.metrics().cursorsProved(cursors.size());
        context.reader()
                .marks(organizationId, ids)
                .whenComplete((marks, failure) -> loop.execute(() -> {
                    if (failure != null) {
                        retry();
                    } else if (about == log) {
                        onMarks(about, cursors, marks);
                    } else {
                        askAgain();
                    }
                }));
    }

    private void retry() {
        loop.schedule(context.config().loadRetry(), this::askAgain);
    }

    private void askAgain() {
        asking = false;
        askNext();
    }

    private void onMarks(OrganizationLog about, List<Cursor> cursors, Map<Long, Integer> marks) {
        List<Cursor> missing = new ArrayList<>();
        for (Cursor cursor : cursors) {
            Integer mark = marks.get(cursor.id());
            if (mark == null) {
                missing.add(cursor);
            } else if (mark == cursor.mark()) {
                listener.onValid(about, cursor);
                answer(cursor, CursorVerdict.VALID);
            } else {
                answer(cursor, CursorVerdict.FORKED);
            }
        }
        if (missing.isEmpty()) {
            askAgain();
        } else {
            askForFloor(about, missing);
        }
    }

    /** Ids without a mark are dropped by retention, or beyond the head. */
    private void askForFloor(OrganizationLog about, List<Cursor> missing) {
        long first = missing.stream().mapToLong(Cursor::id).min().orElseThrow();
        context.reader()
                .page(organizationId, first, first, 1)
                .whenComplete((page, failure) -> loop.execute(() -> {
                    if (failure != null) {
                        retry();
                        return;
                    }
                    if (about == log) {
                        missing.forEach(cursor -> answer(cursor, missingBecause(page, cursor)));
                    }
                    askAgain();
                }));
    }

    private static CursorVerdict missingBecause(LogPage page, Cursor cursor) {
        return cursor.id() <= page.floor().id() ? CursorVerdict.EXPIRED : CursorVerdict.FORKED;
    }

    private void answer(Cursor cursor, CursorVerdict verdict) {
        List<Consumer<CursorVerdict>> asked = waiting.remove(cursor);
        if (asked != null) {
            asked.forEach(onVerdict -> onVerdict.accept(verdict));
        }
    }
}
