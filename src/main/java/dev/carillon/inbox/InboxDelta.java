package dev.carillon.inbox;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The changes of one request, for the user's other tabs; a part is null if nothing of its kind happened. */
record InboxDelta(
        @Nullable List<Long> read,
        @Nullable Long readThrough,
        @Nullable List<Long> markedUnread,
        @Nullable List<Long> archived,
        @Nullable List<Long> unarchived,
        @Nullable List<Long> deleted) {

    /** Only seen, which the counts themselves say. */
    static final InboxDelta NONE = new InboxDelta(null, null, null, null, null, null);

    static InboxDelta read(List<Long> ids) {
        return new InboxDelta(ids, null, null, null, null, null);
    }

    static InboxDelta readThrough(long id) {
        return new InboxDelta(null, id, null, null, null, null);
    }

    static InboxDelta deleted(long id) {
        return new InboxDelta(null, null, null, null, null, List.of(id));
    }

    static InboxDelta by(InboxChange change, long id) {
        List<Long> one = List.of(id);
        return new InboxDelta(
                Boolean.TRUE.equals(change.isRead()) ? one : null,
                null,
                Boolean.FALSE.equals(change.isRead()) ? one : null,
                Boolean.TRUE.equals(change.isArchived()) ? one : null,
                Boolean.FALSE.equals(change.isArchived()) ? one : null,
                null);
    }
}
