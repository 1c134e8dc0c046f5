package dev.carillon.inbox;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One user's inbox without watermarks and marks: sets of ids, one for each thing that can be true of a notification. */
final class InboxModel {

    private record Sent(long id, boolean isMine, String recipient, String collapseKey) {}

    private final List<Sent> sent = new ArrayList<>();
    private final Set<Long> recalled = new HashSet<>();
    private final Set<Long> read = new HashSet<>();
    private final Set<Long> seen = new HashSet<>();
    private final Set<Long> archived = new HashSet<>();
    private final Set<Long> deleted = new HashSet<>();
    private long head;
    private long seenThrough;

    /** @param recipient null for everybody */
    void create(long id, String recipient, String collapseKey) {
        head = id;
        sent.add(new Sent(id, recipient == null || recipient.equals("ada"), recipient, collapseKey));
    }

    /** @param entry the place of the recall in the log */
    void recall(long id, long entry) {
        head = entry;
        recalled.add(id);
    }

    long head() {
        return head;
    }

    long seenThrough() {
        return seenThrough;
    }

    /** Whether the user can do anything with it. */
    boolean has(long id) {
        return sent.stream().anyMatch(one -> one.id == id && one.isMine)
                && !recalled.contains(id)
                && !deleted.contains(id);
    }

    void read(long id, boolean isRead) {
        seen.add(id);
        if (isRead) {
            read.add(id);
        } else {
            read.remove(id);
        }
    }

    void archive(long id, boolean isArchived) {
        seen.add(id);
        if (isArchived) {
            archived.add(id);
        } else {
            archived.remove(id);
        }
    }

    void delete(long id) {
        deleted.add(id);
    }

    void readThrough(long through) {
        seeThrough(through);
        sent.stream().filter(one -> one.id <= through).forEach(one -> read.add(one.id));
    }

    void seeThrough(long through) {
        sent.stream().filter(one -> one.id <= through).forEach(one -> seen.add(one.id));
        seenThrough = Math.max(seenThrough, Math.min(through, head));
    }

    boolean isSeen(long id) {
        return seen.contains(id);
    }

    /** Newest first. */
    List<Long> unread() {
        List<Long> unread = new ArrayList<>();
        for (Sent one : sent) {
            if (has(one.id) && !archived.contains(one.id) && !read.contains(one.id) && !isReplaced(one)) {
                unread.add(0, one.id);
            }
        }
        return unread;
    }

    long unseen() {
        return unread().stream().filter(id -> !seen.contains(id)).count();
    }

    private boolean isReplaced(Sent old) {
        return old.collapseKey != null
                && sent.stream()
                        .anyMatch(newer -> newer.id > old.id
                                && old.collapseKey.equals(newer.collapseKey)
                                && String.valueOf(old.recipient).equals(String.valueOf(newer.recipient)));
    }
}
