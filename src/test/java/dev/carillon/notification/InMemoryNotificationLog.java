package dev.carillon.notification;

import dev.carillon.tenancy.LogUnavailable;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The log without a database, for simulations; passes the same contract as PostgreSQL's. */
public final class InMemoryNotificationLog implements NotificationLog {

    private final Clock clock;
    private final Map<String, List<Notification>> rows = new HashMap<>();
    private final Map<String, Long> prunedThrough = new HashMap<>();
    private final Set<String> held = new HashSet<>();
    private final Map<String, Map<String, Remembered>> keys = new HashMap<>();
    private LogUnavailable failure;
    private String epoch = "epoch1";
    private int epochs = 1;
    private int reads;

    public InMemoryNotificationLog(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Appended append(String organizationId, List<Submission> submissions) {
        requireReachable();
        requireStorable(submissions);
        List<Notification> log = rows.computeIfAbsent(organizationId, id -> new ArrayList<>());
        List<Notification> written = new ArrayList<>();
        List<AppendOutcome> outcomes = new ArrayList<>();
        for (Submission submission : submissions) {
            outcomes.add(append(organizationId, submission, log, written));
        }
        return new Appended(new Committed(epoch, written), outcomes);
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
            Notification notification = Notification.of(organizationId, log.size() + 1, draft, clock.instant());
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
    public synchronized LogPage read(String organizationId, long after, long through, int limit) {
        reads++;
        List<Notification> log = rows.getOrDefault(organizationId, List.of());
        long pruned = prunedThrough.getOrDefault(organizationId, 0L);
        List<Notification> found = log.stream()
                .filter(n -> n.id() > after && n.id() <= through && n.id() > pruned)
                .limit(limit)
                .toList();
        long end = found.size() == limit ? found.get(limit - 1).id() : Math.max(after, Math.min(through, log.size()));
        return new LogPage(epoch, log.size(), pruned, after, end, found);
    }

    @Override
    public synchronized LogHeads heads(Collection<String> organizationIds) {
        Map<String, Long> heads = new HashMap<>();
        for (String id : organizationIds) {
            if (rows.containsKey(id)) {
                heads.put(id, (long) rows.get(id).size());
            }
        }
        return new LogHeads(epoch, heads);
    }

    @Override
    public synchronized Optional<Notification> find(String organizationId, long id) {
        return all(organizationId).stream().filter(n -> n.id() == id).findFirst();
    }

    /** Everything that is committed in the present history. */
    public synchronized List<Notification> all(String organizationId) {
        return List.copyOf(rows.getOrDefault(organizationId, List.of()));
    }

    /** As a standby does that is promoted without having received the last commits. */
    public synchronized void failOver(int lostCommits) {
        epochs++;
        epoch = "epoch" + epochs;
        for (List<Notification> log : rows.values()) {
            int kept = Math.max(0, log.size() - lostCommits);
            log.subList(kept, log.size()).clear();
        }
    }

    /** As retention does. */
    public synchronized void prune(String organizationId, long through) {
        prunedThrough.put(organizationId, through);
    }

    public synchronized String epoch() {
        return epoch;
    }

    /** How many ranges were read. */
    public synchronized int reads() {
        return reads;
    }

    private record Remembered(String fingerprint, List<Notification> notifications) {}
}
