package dev.carillon.outbox;

import dev.carillon.notification.Committed;
import dev.carillon.notification.Draft;
import dev.carillon.notification.InMemoryNotificationLog;
import dev.carillon.notification.Submission;
import dev.carillon.tenancy.LogUnavailable;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The outbox without a database, for simulations. Each method is one statement and one commit, as with PostgreSQL. Rows
 * of callers become visible when their transactions commit, in any order. Nothing in it is scheduled.
 */
public class InMemoryOutbox implements Outbox {

    private final InMemoryNotificationLog log;
    private final Clock clock;
    private final Runnable onCommit;
    private final Map<String, Instant> lockedUntil = new HashMap<>();
    private final TreeSet<Long> running = new TreeSet<>();
    private final Set<Long> movedBlindly = new HashSet<>();
    private NavigableMap<Place, Row> rows = new TreeMap<>();
    private List<Row> published = new ArrayList<>();
    private List<Row> dead = new ArrayList<>();
    private Lease lease = new Lease("", Instant.MIN);
    private long nextXid = 1;
    private long newestEnded;
    private long lastSeq;
    private int servers;

    /** @param onCommit called after each commit, before its answer */
    public InMemoryOutbox(InMemoryNotificationLog log, Clock clock, Runnable onCommit) {
        this.log = log;
        this.clock = clock;
        this.onCommit = onCommit;
    }

    /** The row that one call of {@code carillon.publish} has put there. */
    public record Row(long xid, long seq, String organizationId, Draft draft) {
        private Place place() {
            return new Place(xid, seq);
        }

        /** PostgreSQL has no NUL in its texts. */
        public boolean isPoison() {
            return draft.title().indexOf('\0') >= 0;
        }
    }

    private record Place(long xid, long seq) implements Comparable<Place> {
        private static final Comparator<Place> ORDER =
                Comparator.comparingLong(Place::xid).thenComparingLong(Place::seq);

        static Place of(OutboxRow row) {
            return new Place(Long.parseLong(row.xid()), row.seq());
        }

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    private record Lease(String holder, Instant validUntil) {}

    /** A caller's. It is rolled back if the server goes down first. */
    public final class Transaction {

        private final int server = servers;
        private final List<Row> written = new ArrayList<>();
        private long xid;
        private boolean committed;

        public void publish(String organizationId, Draft draft) {
            if (server == servers) {
                if (written.isEmpty()) {
                    xid = newXid();
                }
                written.add(new Row(xid, ++lastSeq, organizationId, draft));
            }
        }

        public void commit() {
            if (server == servers) {
                committed = true;
                written.forEach(row -> rows.put(row.place(), row));
                published.addAll(written);
                end(xid);
                onCommit.run();
            }
        }

        public void rollBack() {
            if (server == servers) {
                end(xid);
            }
        }

        public boolean isCommitted() {
            return committed;
        }
    }

    public Transaction begin() {
        return new Transaction();
    }

    private long newXid() {
        running.add(nextXid);
        return nextXid++;
    }

    private void end(long xid) {
        running.remove(xid);
        newestEnded = Math.max(newestEnded, xid);
    }

    /** As pg_current_snapshot: its list leaves out transactions that have begun after the newest one that has ended. */
    private String snapshot() {
        List<String> open = running.headSet(newestEnded).stream()
                .map(xid -> Long.toString(xid))
                .toList();
        return newestEnded + 1 + ":" + String.join(",", open);
    }

    private static boolean isNewSince(String snapshot, long xid) {
        int end = snapshot.indexOf(':');
        return xid >= Long.parseLong(snapshot.substring(0, end))
                || Arrays.asList(snapshot.substring(end + 1).split(",")).contains(Long.toString(xid));
    }

    private Instant serverStart() {
        return log.committedSince(null).serverStart();
    }

    @Override
    public OutboxPage page(String since, OutboxRow after, int most) {
        List<OutboxRow> found = rows.tailMap(Place.of(after), false).values().stream()
                .filter(row -> since == null || isNewSince(since, row.xid()))
                .limit(most)
                .map(row -> new OutboxRow(Long.toString(row.xid()), row.seq(), row.organizationId()))
                .toList();
        return new OutboxPage(snapshot(), serverStart(), found);
    }

    @Override
    public Map<String, Committed> relay(List<OutboxRow> asked, boolean waits) {
        List<Row> taken = asked.stream()
                .filter(row -> waits ? !throwIfLocked(row.organizationId()) : isFree(row.organizationId()))
                .map(Place::of)
                .sorted()
                .map(rows::get)
                .filter(row -> row != null)
                .toList();
        if (taken.stream().anyMatch(Row::isPoison)) {
            throw failure("22P02");
        }
        long xid = newXid();
        Map<String, List<Submission>> moved = new LinkedHashMap<>();
        for (Row row : taken) {
            rows.remove(row.place());
            moved.computeIfAbsent(row.organizationId(), id -> new ArrayList<>())
                    .add(new Submission(List.of(row.draft()), null));
        }
        Map<String, Committed> committed = new LinkedHashMap<>();
        moved.forEach((organization, submissions) -> committed.put(
                organization, log.append(organization, submissions).committed()));
        end(xid);
        if (!taken.isEmpty()) {
            onCommit.run();
        }
        return committed;
    }

    /** An organization without a row yet cannot be locked. */
    private boolean isFree(String organizationId) {
        return !isLocked(organizationId)
                && log.heads(List.of(organizationId)).heads().containsKey(organizationId);
    }

    private boolean throwIfLocked(String organizationId) {
        if (isLocked(organizationId)) {
            throw failure("55P03");
        }
        return false;
    }

    static LogUnavailable failure(String sqlState) {
        return new LogUnavailable(new SQLException("simulated", sqlState));
    }

    boolean isLocked(String organizationId) {
        return lockedUntil.getOrDefault(organizationId, Instant.MIN).isAfter(clock.instant());
    }

    /** As somebody does who appends to it, and does not commit for a while. */
    public void lock(String organizationId, Duration length) {
        lockedUntil.put(organizationId, clock.instant().plus(length));
    }

    /** How many servers there were before this one. */
    int server() {
        return servers;
    }

    /** These were read on a server before this one, and moved on this one. */
    void noteMovedBlindly(List<OutboxRow> moved) {
        moved.forEach(row -> movedBlindly.add(row.seq()));
    }

    /**
     * Whether it was read before a failover and moved after it. It has overtaken what the failover has put back into the outbox,
     * and nobody could know.
     */
    public boolean isMovedBlindly(long seq) {
        return movedBlindly.contains(seq);
    }

    @Override
    public void bury(OutboxRow row, String reason) {
        Row gone = rows.remove(Place.of(row));
        if (gone != null) {
            dead.add(gone);
            onCommit.run();
        }
    }

    @Override
    public boolean takeLease(String holder, Duration length) {
        Instant now = clock.instant();
        if (!holder.equals(lease.holder()) && !lease.validUntil().isBefore(now)) {
            return false;
        }
        lease = new Lease(holder, now.plus(length));
        onCommit.run();
        return true;
    }

    @Override
    public void endLease(String holder) {
        if (holder.equals(lease.holder())) {
            lease = new Lease(holder, Instant.MIN);
            onCommit.run();
        }
    }

    @Override
    public void limitTo(PublishLimits limits) {}

    @Override
    public DuePage moveDue(String since, DueMark after, int most) {
        return new DuePage(snapshot(), serverStart(), DueMark.START, 0, after);
    }

    @Override
    public Waiting waiting() {
        return new Waiting(lastSeq, rows.size());
    }

    @Override
    public void relieve(int moved) {}

    @Override
    public void report(long newest, int left) {}

    @Override
    public long countScheduled() {
        return 0;
    }

    /** All that the present history has published, whether it is relayed or not. */
    public List<Row> published() {
        return List.copyOf(published);
    }

    public List<Row> waitingRows() {
        return List.copyOf(rows.values());
    }

    public List<Row> dead() {
        return List.copyOf(dead);
    }

    public Backup backUp() {
        return new Backup(new TreeMap<>(rows), List.copyOf(published), List.copyOf(dead), lease, nextXid);
    }

    /** Another server begins with this state. Open transactions have gone with the one before, whose ids are given out again. */
    public void restore(Backup backup) {
        rows = new TreeMap<>(backup.rows);
        published = new ArrayList<>(backup.published);
        dead = new ArrayList<>(backup.dead);
        lease = backup.lease;
        nextXid = backup.nextXid;
        newestEnded = nextXid - 1;
        running.clear();
        lockedUntil.clear();
        servers++;
    }

    /** All that a commit has left. */
    public static final class Backup {
        private final NavigableMap<Place, Row> rows;
        private final List<Row> published;
        private final List<Row> dead;
        private final Lease lease;
        private final long nextXid;

        private Backup(NavigableMap<Place, Row> rows, List<Row> published, List<Row> dead, Lease lease, long nextXid) {
            this.rows = rows;
            this.published = published;
            this.dead = dead;
            this.lease = lease;
            this.nextXid = nextXid;
        }
    }
}
