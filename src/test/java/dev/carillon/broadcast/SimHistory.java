package dev.carillon.broadcast;

import dev.carillon.fanout.ResetReason;
import dev.carillon.notification.LogPosition;
import dev.carillon.notification.Notification;
import dev.carillon.sse.Cursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The histories of the database, by which browsers are judged. */
final class SimHistory {

    /** An answer of the database, and a loop that stalls before it hears it, may be this old. */
    private static final Duration ANSWER_UNDER_WAY = Duration.ofSeconds(4);

    private final SimWorld world;
    private final SimDatabase database;
    private final String organization;
    private final List<Left> left = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();

    /** @param organization the one with notifications that change */
    SimHistory(SimWorld world, SimDatabase database, String organization) {
        this.world = world;
        this.database = database;
        this.organization = organization;
    }

    /** A history that the database has left. */
    private record Left(SimDatabase.Backup history, long at) {}

    /** @param text that was there before it */
    private record Change(LogPosition of, String text, LogPosition entry) {}

    void onChange(Notification old, LogPosition entry) {
        changes.add(new Change(old.position(), old.message(), entry));
    }

    /** Before the database goes over to another history. */
    void leave() {
        left.add(new Left(database.backUp(), world.now()));
    }

    /** A text that one history has replaced and another one, too, is gone by the entry of the present one. */
    Map<String, Cursor> gone() {
        Map<String, Cursor> gone = new HashMap<>();
        for (Change change : changes) {
            if (database.log().has(organization, change.entry())) {
                gone.put(
                        change.text(),
                        new Cursor(change.entry().mark(), change.entry().id()));
            }
        }
        return gone;
    }

    boolean leadsTo(Cursor earlier, Cursor later) {
        return database.log().leadsTo(position(earlier), position(later));
    }

    private static LogPosition position(Cursor cursor) {
        return new LogPosition(cursor.id(), cursor.mark());
    }

    /** @return the fault of this reset; null if it has none */
    String faultOf(SimBrowser browser, String organizationId, Cursor place, ResetReason reason) {
        LogPosition position = position(place);
        boolean beyondAFork = !database.log().has(organizationId, position)
                || left.stream()
                        .filter(earlier -> world.now() - earlier.at() <= ANSWER_UNDER_WAY.toNanos())
                        .anyMatch(earlier -> !earlier.history().log().has(organizationId, position));
        if (reason != ResetReason.FORKED) {
            return browser.userId() + " is reset for no reason: " + reason;
        }
        return beyondAFork ? null : browser.userId() + " is reset at " + place + ", which is in the history";
    }

    /**
     * Whether a failover has lost a change of it. A page that was sent the notification as it was after the change, and not
     * yet the entry of the change, stands before the fork and is not reset (docs/adr/0035-text-in-one-place.md).
     */
    private boolean hasLostAChange(LogPosition notification) {
        return changes.stream()
                .anyMatch(change ->
                        change.of().equals(notification) && !database.log().has(organization, change.entry()));
    }

    /** The faults of a page at rest: it shows notifications that are gone or have another text now. */
    List<String> wrong(SimBrowser browser, String organizationId) {
        List<String> faults = new ArrayList<>();
        browser.shown().forEach((id, cursor) -> {
            if (!database.log().has(organizationId, position(cursor))) {
                faults.add(browser.userId() + " still shows " + cursor + ", which is gone");
            }
        });
        List<Notification> all = database.log().all(organizationId);
        browser.texts().forEach((id, text) -> {
            if (id > all.size()) {
                faults.add(browser.userId() + " shows " + text + " as " + id + ", which is gone");
                return;
            }
            Notification now = all.get(id.intValue() - 1);
            if (!text.equals(now.message()) && !hasLostAChange(now.position())) {
                faults.add(browser.userId() + " shows " + text + " as " + id + ", which is now " + now.message());
            }
        });
        return faults;
    }

    /**
     * The notifications that a browser must have shown at rest. Neither those with a lost change nor the entries about them: it may
     * have passed an entry while the lost change had replaced its text.
     */
    List<Notification> owedTo(SimBrowser browser, String organizationId) {
        List<Notification> all = database.log().all(organizationId);
        return all.stream()
                .filter(notification -> !notification.isErased()
                        && !hasLostAChange(changedBy(notification, all).position())
                        && notification.id() > browser.owedAfter()
                        && notification.recipient().includes(browser.userId()))
                .toList();
    }

    private static Notification changedBy(Notification row, List<Notification> all) {
        return row.change() == null ? row : all.get((int) row.change().of() - 1);
    }
}
