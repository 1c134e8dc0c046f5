package dev.carillon.notification;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The answer of {@code append_notifications} for one organization: where it has written, and which submissions it knew. */
final class OrganizationAnswer {

    private final OrganizationPart part;
    private final Committed committed;
    private final Map<Integer, Earlier> repeated;

    private OrganizationAnswer(OrganizationPart part, Committed committed, Map<Integer, Earlier> repeated) {
        this.part = part;
        this.committed = committed;
        this.repeated = repeated;
    }

    /** @param marks of all drafts of the call */
    static OrganizationAnswer read(OrganizationPart part, int[] marks, ResultSet row) throws SQLException {
        LogPosition before = new LogPosition(row.getLong(2), row.getInt(3));
        Instant at = Instant.ofEpochMilli(row.getLong(4));
        Integer sharedMark = row.getObject(5, Integer.class);
        Map<Integer, Earlier> repeated = earlier(row);
        List<Draft> drafts = new ArrayList<>();
        List<Integer> own = new ArrayList<>();
        int draft = part.firstDraft();
        for (int i = 0; i < part.submissions().size(); i++) {
            if (part.isSentBefore(i)) {
                continue;
            }
            List<Draft> sent = part.submissions().get(i).drafts();
            if (!repeated.containsKey(part.firstSubmission() + i)) {
                for (int j = 0; j < sent.size(); j++) {
                    own.add(sharedMark == null ? marks[draft + j] : sharedMark);
                }
                drafts.addAll(sent);
            }
            draft += sent.size();
        }
        int[] written = own.stream().mapToInt(Integer::intValue).toArray();
        Committed committed = Committed.after(before, part.organizationId(), drafts, written, at);
        return new OrganizationAnswer(part, committed, repeated);
    }

    private static Map<Integer, Earlier> earlier(ResultSet row) throws SQLException {
        Object[] submissions = values(row.getArray(6));
        Object[] firstIds = values(row.getArray(7));
        Object[] counts = values(row.getArray(8));
        Object[] fingerprints = values(row.getArray(9));
        Map<Integer, Earlier> earlier = new HashMap<>();
        for (int i = 0; i < submissions.length; i++) {
            earlier.put((Integer) submissions[i], new Earlier((Long) firstIds[i], (Integer) counts[i], (String)
                    fingerprints[i]));
        }
        return earlier;
    }

    private static Object[] values(@Nullable Array array) throws SQLException {
        return array == null ? new Object[0] : (Object[]) array.getArray();
    }

    /** @param range reads the notifications that an earlier append has written, by first id and number */
    Appended appended(Range range) {
        List<AppendOutcome> outcomes = new ArrayList<>();
        int from = 0;
        Map<Integer, List<Notification>> stored = new HashMap<>();
        for (int i = 0; i < part.submissions().size(); i++) {
            Submission submission = part.submissions().get(i);
            int sentAs = part.sentAs(i);
            Earlier earlier = repeated.get(part.firstSubmission() + sentAs);
            if (earlier != null) {
                outcomes.add(
                        Objects.requireNonNull(submission.idempotencyKey()).sameBody(earlier.fingerprint())
                                ? new AppendOutcome.Repeated(range.read(earlier.firstId(), earlier.count()))
                                : new AppendOutcome.KeyReused());
            } else if (sentAs < i) {
                outcomes.add(
                        again(submission, part.submissions().get(sentAs), Objects.requireNonNull(stored.get(sentAs))));
            } else {
                int to = from + submission.drafts().size();
                stored.put(i, committed.notifications().subList(from, to));
                outcomes.add(new AppendOutcome.Stored(stored.get(i)));
                from = to;
            }
        }
        return new Appended(committed, outcomes);
    }

    private static AppendOutcome again(Submission submission, Submission first, List<Notification> stored) {
        IdempotencyKey key = Objects.requireNonNull(first.idempotencyKey());
        return Objects.requireNonNull(submission.idempotencyKey()).sameBody(key.fingerprint())
                ? new AppendOutcome.Repeated(stored)
                : new AppendOutcome.KeyReused();
    }

    /** Reads notifications that follow each other. */
    @FunctionalInterface
    interface Range {
        List<Notification> read(long firstId, int count);
    }

    private record Earlier(long firstId, int count, String fingerprint) {}
}
