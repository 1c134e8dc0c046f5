package dev.carillon.notification;

import dev.carillon.notification.change.ChangeOutcome;
import dev.carillon.notification.change.ChangeRequest;
import dev.carillon.tenancy.LogUnavailable;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** The log without a database, for simulations; passes the same contract as PostgreSQL's. */
public final class InMemoryNotificationLog implements NotificationLog {

    private final Clock clock;
    private final Map<String, List<Notification>> rows = new HashMap<>();
    private final Map<String, LogPosition> floors = new HashMap<>();
    private final Set<String> held = new HashSet<>();
    private final Map<String, Map<String, Remembered>> keys = new HashMap<>();
    private LogUnavailable failure;
    private final Random marks = new Random(1);
    private final Map<LogPosition, LogPosition> before = new HashMap<>();
    private final Map<String, Long> newestXids = new HashMap<>();
    private Instant serverStart = Instant.EPOCH;
    private long lastXid;
    private int reads;
    // The newest entry about a notification, and what an entry has replaced.
    private final Map<LogPosition, Long> changedBy = new HashMap<>();
    private final Map<LogPosition, Replaced> replaced = new HashMap<>();

    private record Replaced(Notification notification, Long changedBy) {}

    public InMemoryNotificationLog(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Appended append(String organizationId, List<Submission> submissions) {
        requireReachable();
        requireStorable(submissions);
        List<Notification> log = rows.computeIfAbsent(organizationId, id -> new ArrayList<>());
        LogPosition before = head(organizationId);
        List<Notification> written = new ArrayList<>();
        List<AppendOutcome> outcomes = new ArrayList<>();
        for (Submission submission : submissions) {
            outcomes.add(append(organizationId, submission, log, written));
        }
        if (!written.isEmpty()) {
            newestXids.put(organizationId, ++lastXid);
        }
        return new Appended(new Committed(before, written), outcomes);
    }

    @Override
    public synchronized Map<String, Appended> tryAppendAll(Map<String, List<Submission>> submissions) {
        requireReachable();
        Map<String, Appended> appended = new HashMap<>();
        if (submissions.values().stream().anyMatch(own -> !isStorable(own))) {
            return appended;
        }
        submissions.forEach((organization, own) -> {
            if (rows.containsKey(organization) && !held.contains(organization)) {
                appended.put(organization, append(organization, own));
            }
        });
        return appended;
    }

    /** Appends fail with this from now on; null to let them pass again. */
    public synchronized void fail(LogUnavailable with) {
        failure = with;
    }

    private void requireReachable() {
        if (failure != null) {
            throw failure;
        }
    }

    private static void requireStorable(List<Submission> submissions) {
        if (!isStorable(submissions)) {
            throw new DraftRejected(null);
        }
    }

    /** PostgreSQL has no NUL in its texts. */
    private static boolean isStorable(List<Submission> submissions) {
        return Submission.drafts(submissions).stream()
                .noneMatch(draft -> draft.title().indexOf('\0') >= 0);
    }

    /** As if another pod were appending to it until further notice. */
    public synchronized void hold(String organizationId) {
        held.add(organizationId);
    }

    private AppendOutcome append(
            String organizationId, Submission submission, List<Notification> log, List<Notification> written) {
        IdempotencyKey key = submission.idempotencyKey();
        Map<String, Remembered> known = keys.computeIfAbsent(organizationId, id -> new HashMap<>());
        if (key != null && known.containsKey(key.caller() + " " + key.key())) {
            Remembered earlier = known.get(key.caller() + " " + key.key());
            return key.sameBody(earlier.fingerprint())
                    ? new AppendOutcome.Repeated(earlier.notifications())
                    : new AppendOutcome.KeyReused();
        }
        List<Notification> stored = new ArrayList<>();
        for (Draft draft : submission.drafts()) {
            LogPosition at = new LogPosition(log.size() + 1L, newMark());
            Notification notification = Notification.of(organizationId, at, draft, clock.instant());
            before.put(
                    at,
                    log.isEmpty() ? LogPosition.START : log.get(log.size() - 1).position());
            log.add(notification);
            stored.add(notification);
        }
        written.addAll(stored);
        if (key != null) {
            known.put(key.caller() + " " + key.key(), new Remembered(key.fingerprint(), stored));
        }
        return new AppendOutcome.Stored(stored);
    }

    @Override
    public synchronized ChangeOutcome change(ChangeRequest request) {
        requireReachable();
        String organization = request.organizationId();
        IdempotencyKey key = request.idempotencyKey();
        Map<String, Remembered> known = keys.computeIfAbsent(organization, id -> new HashMap<>());
        if (key != null && known.containsKey(key.caller() + " " + key.key())) {
            Remembered earlier = known.get(key.caller() + " " + key.key());
            Notification entry = earlier.notifications().get(0);
            return key.sameBody(earlier.fingerprint())
                    ? new ChangeOutcome.DoneBefore(entry.id(), entry.createdAt(), true)
                    : new ChangeOutcome.KeyReused();
        }
        Notification old = after(organization, request.id() - 1)
                .filter(n -> n.id() == request.id() && n.change() == null)
                .filter(n ->
                        !request.onlyOwn() || request.caller().equals(n.extras().sender()))
                .findFirst()
                .orElse(null);
        if (old == null) {
            return new ChangeOutcome.Missing();
        }
        if (old.isErased()) {
            return request.text() == null
                    ? new ChangeOutcome.DoneBefore(changedBy.get(old.position()), clock.instant(), false)
                    : new ChangeOutcome.Recalled();
        }
        if (request.text() != null && !old.isCurrent(clock.instant())) {
            return new ChangeOutcome.Missing();
        }
        Committed committed = append(old, request.text());
        if (key != null) {
            known.put(key.caller() + " " + key.key(), new Remembered(key.fingerprint(), committed.notifications()));
        }
        return new ChangeOutcome.Done(committed);
    }

    private Committed append(Notification old, ChangeRequest.Text text) {
        List<Notification> log = rows.get(old.organizationId());
        LogPosition head = head(old.organizationId());
        LogPosition at = new LogPosition(head.id() + 1, newMark());
        Instant now = clock.instant();
        Notification changed = changed(old, text, now);
        Notification entry = new Notification(
                old.organizationId(),
                at.id(),
                at.mark(),
                old.recipient(),
                old.type(),
                "",
                "",
                null,
                now,
                OptionalFields.NONE,
                new Notification.Change(old.id(), text == null ? null : changed));
        before.put(at, head);
        log.add(entry);
        log.set((int) old.id() - 1, changed);
        replaced.put(at, new Replaced(old, changedBy.put(old.position(), at.id())));
        newestXids.put(old.organizationId(), ++lastXid);
        return new Committed(head, List.of(entry));
    }

    /** As a step of an erasure does, before the entry that says so. */
    public synchronized void erase(String organizationId, long id) {
        List<Notification> log = rows.get(organizationId);
        Notification old = log.get((int) id - 1);
        OptionalFields nothing = new OptionalFields(null, Notification.NEVER, null);
        Recipient nobody = new Recipient.OneUser(Recipient.ERASED);
        log.set(
                (int) id - 1,
                new Notification(
                        organizationId, id, old.mark(), nobody, "erased", "", "", null, old.createdAt(), nothing));
    }

    private Notification changed(Notification old, ChangeRequest.Text text, Instant now) {
        OptionalFields extras = old.extras();
        return new Notification(
                old.organizationId(),
                old.id(),
                old.mark(),
                old.recipient(),
                old.type(),
                text == null ? "" : text.title(),
                text == null ? "" : text.message(),
                text == null ? null : text.actionUrl(),
                old.createdAt(),
                new OptionalFields(
                        text == null ? null : text.data(),
                        text == null ? Notification.NEVER : extras.expiresAt(),
                        extras.collapseKey(),
                        null,
                        extras.sender(),
                        now));
    }

    /** An entry that updates has the notification as it is now, or nothing if a later one has changed it again. */
    private Notification asRead(Notification row) {
        Notification.Change change = row.change();
        if (change == null || change.updated() == null) {
            return row;
        }
        Notification now = rows.get(row.organizationId()).get((int) change.of() - 1);
        boolean newest = changedBy.get(now.position()) == row.id();
        return new Notification(
                row.organizationId(),
                row.id(),
                row.mark(),
                row.recipient(),
                row.type(),
                "",
                "",
                null,
                row.createdAt(),
                new OptionalFields(null, newest ? now.extras().expiresAt() : Notification.NEVER, null),
                new Notification.Change(change.of(), newest ? now : null));
    }

    private int newMark() {
        int mark = marks.nextInt();
        return mark == 0 ? newMark() : mark;
    }

    private LogPosition head(String organizationId) {
        List<Notification> log = rows.getOrDefault(organizationId, List.of());
        return log.isEmpty() ? LogPosition.START : log.get(log.size() - 1).position();
    }

    private LogPosition floor(String organizationId) {
        return floors.getOrDefault(organizationId, LogPosition.START);
    }

    private Stream<Notification> after(String organizationId, long after) {
        long from = Math.max(after, floor(organizationId).id());
        return rows.getOrDefault(organizationId, List.of()).stream()
                .filter(n -> n.id() > from)
                .map(this::asRead);
    }

    @Override
    public synchronized LogPage read(String organizationId, long after, long through, int limit) {
        reads++;
        LogPosition head = head(organizationId);
        List<Notification> found = after(organizationId, after)
                .filter(n -> n.id() <= through)
                .limit(limit)
                .toList();
        long end = found.size() == limit ? found.get(limit - 1).id() : Math.max(after, Math.min(through, head.id()));
        return new LogPage(head, floor(organizationId), after, end, found);
    }

    @Override
    public synchronized LogPage readForUser(String organizationId, String userId, long after, int limit) {
        LogPosition head = head(organizationId);
        List<Notification> found = after(organizationId, after)
                .filter(n -> n.recipient().includes(userId))
                .limit(limit)
                .toList();
        long end = found.size() == limit ? found.get(limit - 1).id() : Math.max(after, head.id());
        return new LogPage(head, floor(organizationId), after, end, found);
    }

    @Override
    public synchronized Map<Long, Integer> marks(String organizationId, Collection<Long> ids) {
        Map<Long, Integer> found = new HashMap<>();
        LogPosition floor = floor(organizationId);
        after(organizationId, 0).filter(n -> ids.contains(n.id())).forEach(n -> found.put(n.id(), n.mark()));
        if (ids.contains(floor.id())) {
            found.put(floor.id(), floor.mark());
        }
        if (ids.contains(0L)) {
            found.put(0L, 0);
        }
        return found;
    }

    @Override
    public synchronized LogHeads heads(Collection<String> organizationIds) {
        Map<String, LogPosition> heads = new HashMap<>();
        for (String id : organizationIds) {
            if (rows.containsKey(id)) {
                heads.put(id, head(id));
            }
        }
        return new LogHeads(heads);
    }

    @Override
    public synchronized Commits committedSince(String snapshot) {
        Map<String, LogPosition> heads = new HashMap<>();
        newestXids.forEach((organization, xid) -> {
            if (snapshot != null && xid > Long.parseLong(snapshot)) {
                heads.put(organization, head(organization));
            }
        });
        return new Commits(Long.toString(lastXid), serverStart, heads, snapshot != null);
    }

    @Override
    public synchronized Optional<Notification> find(String organizationId, long id) {
        return all(organizationId).stream().filter(n -> n.id() == id).findFirst();
    }

    /** Everything that is committed in the present history. */
    public synchronized List<Notification> all(String organizationId) {
        return rows.getOrDefault(organizationId, List.of()).stream()
                .map(this::asRead)
                .toList();
    }

    /**
     * As a standby does that is promoted without having received the last commits: some of each organization. It gives ids
     * and transaction ids out again.
     */
    public synchronized void failOver(int lostCommits) {
        for (List<Notification> log : rows.values()) {
            int kept = Math.max(0, log.size() - lostCommits);
            while (log.size() > kept) {
                undo(log, log.remove(log.size() - 1));
            }
        }
        lastXid = Math.max(0, lastXid - 2L * lostCommits);
        startServer();
    }

    /** A notification has its old text again where the change of it is lost. */
    private void undo(List<Notification> log, Notification lost) {
        Replaced undone = replaced.get(lost.position());
        if (undone != null) {
            log.set((int) undone.notification().id() - 1, undone.notification());
            changedBy.put(undone.notification().position(), undone.changedBy());
        }
    }

    /** As a standby does that is promoted and has received everything. */
    public synchronized void switchOver() {
        startServer();
    }

    private void startServer() {
        serverStart = serverStart.plusSeconds(1);
    }

    /** A state to which {@link #restore} goes back: a backup, a snapshot of the volume, or a server that was left behind. */
    public synchronized Backup backUp() {
        Map<String, List<Notification>> copy = new HashMap<>();
        rows.forEach((organization, log) -> copy.put(organization, List.copyOf(log)));
        return new Backup(copy, Map.copyOf(newestXids), lastXid, new HashMap<>(changedBy));
    }

    public synchronized void restore(Backup backup) {
        rows.replaceAll((organization, log) -> new ArrayList<>(backup.rows().getOrDefault(organization, List.of())));
        newestXids.clear();
        newestXids.putAll(backup.newestXids());
        lastXid = backup.lastXid();
        changedBy.clear();
        changedBy.putAll(backup.changedBy());
        startServer();
    }

    public record Backup(
            Map<String, List<Notification>> rows,
            Map<String, Long> newestXids,
            long lastXid,
            Map<LogPosition, Long> changedBy) {

        /** Whether it has this notification. */
        public boolean has(String organizationId, LogPosition position) {
            return InMemoryNotificationLog.has(rows.getOrDefault(organizationId, List.of()), position);
        }
    }

    /** As retention does. */
    public synchronized void prune(String organizationId, long through) {
        floors.put(
                organizationId, rows.get(organizationId).get((int) through - 1).position());
    }

    /** Whether some history, present or past, has {@code earlier} on its way to {@code later}, or both are the same. */
    public synchronized boolean leadsTo(LogPosition earlier, LogPosition later) {
        LogPosition at = later;
        while (at != null && at.id() > earlier.id()) {
            at = before.get(at);
        }
        return earlier.equals(at);
    }

    /** Whether the present history has this notification. */
    public synchronized boolean has(String organizationId, LogPosition position) {
        return has(rows.getOrDefault(organizationId, List.of()), position);
    }

    private static boolean has(List<Notification> log, LogPosition position) {
        return position.id() == 0
                || (position.id() <= log.size()
                        && log.get((int) position.id() - 1).mark() == position.mark());
    }

    /** How many ranges were read. */
    public synchronized int reads() {
        return reads;
    }

    private record Remembered(String fingerprint, List<Notification> notifications) {}
}
