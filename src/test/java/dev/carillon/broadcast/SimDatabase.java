package dev.carillon.broadcast;

import dev.carillon.notification.InMemoryNotificationLog;
import dev.carillon.outbox.InMemoryOutbox;
import java.util.ArrayDeque;
import java.util.Deque;

/** The log and the outbox of one database. Its commits have one order, and a failover loses the newest of them. */
final class SimDatabase {

    private static final int MOST_REMEMBERED = 24;

    private final InMemoryNotificationLog log;
    private final InMemoryOutbox outbox;
    // Its state after each commit, the newest first.
    private final Deque<Backup> commits = new ArrayDeque<>();

    SimDatabase(SimWorld world) {
        log = new InMemoryNotificationLog(world.clock());
        outbox = new InMemoryOutbox(log, world.clock(), this::onCommit);
        onCommit();
    }

    InMemoryNotificationLog log() {
        return log;
    }

    InMemoryOutbox outbox() {
        return outbox;
    }

    void onCommit() {
        commits.push(backUp());
        if (commits.size() > MOST_REMEMBERED) {
            commits.removeLast();
        }
    }

    /** A state to which it may go back: a backup, a snapshot of the volume, or a server that was left behind. */
    Backup backUp() {
        return new Backup(log.backUp(), outbox.backUp());
    }

    void restore(Backup backup) {
        log.restore(backup.log());
        outbox.restore(backup.outbox());
        commits.clear();
        onCommit();
    }

    /** As a standby does that is promoted without having received the last commits. */
    void failOver(int lost) {
        for (int i = 0; i < lost && commits.size() > 1; i++) {
            commits.pop();
        }
        log.restore(commits.peek().log());
        outbox.restore(commits.peek().outbox());
    }

    /** As a standby does that is promoted and has received everything. */
    void switchOver() {
        failOver(0);
    }

    record Backup(InMemoryNotificationLog.Backup log, InMemoryOutbox.Backup outbox) {}
}
