package dev.carillon.inbox;

import java.util.List;

/** What one request has changed, for the other tabs of the user; each part is null where nothing of its kind happened. */
record Changed(
        List<Long> read,
        Long readThrough,
        List<Long> markedUnread,
        List<Long> archived,
        List<Long> unarchived,
        List<Long> deleted) {

    static Changed read(List<Long> ids) {
        return new Changed(ids, null, null, null, null, null);
    }

    static Changed readThrough(long id) {
        return new Changed(null, id, null, null, null, null);
    }

    static Changed deleted(long id) {
        return new Changed(null, null, null, null, null, List.of(id));
    }

    static Changed by(InboxChange change, long id) {
        List<Long> one = List.of(id);
        return new Changed(
                Boolean.TRUE.equals(change.isRead()) ? one : null,
                null,
                Boolean.FALSE.equals(change.isRead()) ? one : null,
                Boolean.TRUE.equals(change.isArchived()) ? one : null,
                Boolean.FALSE.equals(change.isArchived()) ? one : null,
                null);
    }
}
