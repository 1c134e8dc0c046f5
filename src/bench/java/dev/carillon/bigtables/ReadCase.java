package dev.carillon.bigtables;

import dev.carillon.inbox.InboxRequests;
import dev.carillon.notification.NotificationLog;
import java.sql.SQLException;
import java.util.List;

/**
 * One kind of request.
 *
 * @param newcomers whether its users have never read anything
 */
record ReadCase(String name, boolean newcomers, Work work) {

    private static final int PAGE = 256;
    private static final int RECENT = 200;
    private static final int FAR = 10_000;

    static List<ReadCase> all() {
        return List.of(
                inbox("list, first page of 20", (i, r) -> i.list(r.organization(), r.user(), Long.MAX_VALUE)),
                inbox("list, page of 20 from the middle", (i, r) -> i.list(r.organization(), r.user(), r.at(0.5))),
                inbox("list, unread only", (i, r) -> i.unreadOnly(r.organization(), r.user())),
                inbox("unread count", (i, r) -> i.unreadCount(r.organization(), r.user())),
                new ReadCase("unread count, nothing read yet", true, (log, inbox, reader) -> {
                    return inbox.unreadCount(reader.organization(), reader.user());
                }),
                inbox("snapshot of 20", (i, r) -> i.snapshot(r.organization(), r.user())),
                log(
                        "resume: check of an old cursor",
                        (l, r) -> l.marks(r.organization(), List.of(r.old())).size()),
                log("resume: page of 256, recent cursor", (l, r) -> page(l, r, r.behind(RECENT))),
                log("resume: page of 256, old cursor", (l, r) -> page(l, r, r.old())),
                log("resume by user, 10,000 behind", (l, r) -> ofUser(l, r, r.behind(FAR))),
                log("resume by user, old cursor", (l, r) -> ofUser(l, r, r.old())),
                log(
                        "head by the pointer",
                        (l, r) -> l.heads(List.of(r.organization())).hashCode()),
                inbox("mark all read, with the new count", (i, r) -> {
                    return i.readThrough(r.organization(), r.user(), Long.MAX_VALUE);
                }));
    }

    private static ReadCase inbox(String name, InboxWork work) {
        return new ReadCase(name, false, (log, inbox, reader) -> work.run(inbox, reader));
    }

    private static ReadCase log(String name, LogWork work) {
        return new ReadCase(name, false, (log, inbox, reader) -> work.run(log, reader));
    }

    private static int page(NotificationLog log, Shape.Reader reader, long after) {
        return log.read(reader.organization(), after, Long.MAX_VALUE, PAGE)
                .rows()
                .size();
    }

    private static int ofUser(NotificationLog log, Shape.Reader reader, long after) {
        return log.readForUser(reader.organization(), reader.user(), after, PAGE)
                .rows()
                .size();
    }

    /** The beginning of the name. */
    String kind() {
        return name.split("[,:]| by ")[0];
    }

    Shape.Reader reader(Shape shape, boolean large) {
        return newcomers ? shape.newcomer(large) : shape.anyone(large);
    }

    /** Returns how many rows came. */
    interface Work {
        int run(NotificationLog log, InboxRequests inbox, Shape.Reader reader) throws SQLException;
    }

    private interface InboxWork {
        int run(InboxRequests inbox, Shape.Reader reader) throws SQLException;
    }

    private interface LogWork {
        int run(NotificationLog log, Shape.Reader reader) throws SQLException;
    }
}
