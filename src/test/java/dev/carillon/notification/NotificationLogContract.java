package dev.carillon.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.carillon.notification.change.ChangeOutcome;
import dev.carillon.notification.change.ChangeRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** The promises of every log, on any storage. */
abstract class NotificationLogContract {

    private final String organization = "org-" + UUID.randomUUID();

    abstract NotificationLog log();

    @Test
    void idsBeginAtOneAndFollowEachOther() {
        // When
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.addAll(ids(log().append(organization, List.of(submission(2))).committed()));
        }

        // Then
        assertThat(ids)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 10).boxed().toList());
    }

    @Test
    void allFieldsAreReadBackAsWritten() {
        // Given
        OptionalFields extras =
                new OptionalFields("{\"b\":1.0E300,\"a\":[1]}", Instant.parse("2999-01-01T00:00:00.123Z"), "key:1");
        Draft draft = new Draft(new Recipient.WholeOrganization(), "type", "title", "message", null, extras);

        // When
        log().append(organization, List.of(new Submission(List.of(draft), null)));

        // Then
        assertThat(log().read(organization, 0, 1, 10).rows())
                .extracting(Notification::extras)
                .containsExactly(extras);
        assertThat(log().find(organization, 1)).map(Notification::extras).contains(extras);
    }

    @Test
    void draftThatCannotBeStoredIsRejectedAndLeavesNothingBehind() {
        // Given
        log().append(organization, List.of(submission(1)));
        Draft poison = new Draft(new Recipient.WholeOrganization(), "type", "ti\0tle", "message", null);

        // When
        Throwable rejected = catchThrowable(() ->
                log().append(organization, List.of(submission(1), new Submission(List.of(poison), null))));

        // Then
        assertThat(rejected).isInstanceOf(DraftRejected.class);
        assertThat(ids(log().append(organization, List.of(submission(1))).committed()))
                .containsExactly(2L);
    }

    @Test
    void fingerprintOfAnotherFormIsTakenForTheSameBody() {
        // Given
        String key = "key-" + UUID.randomUUID();
        log().append(organization, List.of(keyed(key, "0123456789abcdef")));

        // When
        AppendOutcome retried = log().append(organization, List.of(keyed(key, "2:0123")))
                .outcomes()
                .get(0);
        AppendOutcome misused = log().append(organization, List.of(keyed(key, "0123456789abcdee")))
                .outcomes()
                .get(0);

        // Then
        assertThat(retried).isInstanceOf(AppendOutcome.Repeated.class);
        assertThat(misused).isInstanceOf(AppendOutcome.KeyReused.class);
    }

    private static Submission keyed(String key, String fingerprint) {
        return new Submission(submission(1).drafts(), new IdempotencyKey("26", key, fingerprint));
    }

    @Test
    void concurrentWritersLeaveNoGapAndReadersNeverSeeAnIdBeforeTheOnesBelowIt() throws Exception {
        // Given
        int writers = 8;
        int each = 40;
        ConcurrentLinkedQueue<Long> written = new ConcurrentLinkedQueue<>();
        ExecutorService threads = Executors.newFixedThreadPool(writers + 1);
        try {
            // When
            List<Future<?>> work = new ArrayList<>();
            for (int w = 0; w < writers; w++) {
                work.add(threads.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        written.addAll(ids(log().append(organization, List.of(submission(1 + i % 3)))
                                .committed()));
                    }
                }));
            }
            Future<List<Long>> seen = threads.submit(() -> readAsItGrows(work));
            for (Future<?> writer : work) {
                writer.get();
            }

            // Then
            List<Long> expected =
                    LongStream.rangeClosed(1, written.size()).boxed().toList();
            assertThat(written.stream().sorted().toList()).isEqualTo(expected);
            assertThat(seen.get()).isEqualTo(expected);
        } finally {
            threads.shutdownNow();
        }
    }

    private List<Long> readAsItGrows(List<Future<?>> writers) {
        List<Long> seen = new ArrayList<>();
        boolean last = false;
        while (true) {
            long cursor = seen.isEmpty() ? 0 : seen.get(seen.size() - 1);
            List<Notification> rows =
                    log().read(organization, cursor, Long.MAX_VALUE, 7).rows();
            rows.forEach(row -> seen.add(row.id()));
            if (rows.isEmpty() && last) {
                return seen;
            }
            last = writers.stream().allMatch(Future::isDone);
        }
    }

    @Test
    void pagesTellWhereTheyEnd() {
        // Given
        log().append(organization, List.of(submission(10)));

        // When
        LogPage full = log().read(organization, 2, 8, 3);
        LogPage rest = log().read(organization, 5, 8, 100);
        LogPage beyond = log().read(organization, 8, 100, 100);

        // Then
        assertThat(full.rows()).extracting(Notification::id).containsExactly(3L, 4L, 5L);
        assertThat(full.through()).isEqualTo(5);
        assertThat(rest.through()).isEqualTo(8);
        assertThat(beyond.through()).isEqualTo(10);
        assertThat(List.of(full.head(), rest.head(), beyond.head()))
                .extracting(LogPosition::id)
                .containsOnly(10L);
    }

    @Test
    void unknownOrganizationStandsAtZero() {
        assertThat(log().read(organization, 0, 100, 10).head()).isEqualTo(LogPosition.START);
        assertThat(log().heads(Set.of(organization)).of(organization)).isEqualTo(LogPosition.START);
        assertThat(log().find(organization, 1)).isEmpty();
    }

    @Test
    void notificationIsReadBackAsWritten() {
        // Given
        Draft draft = new Draft(
                new Recipient.OneUser("26"), "session_created", "Réservée ✓ 🎵", "a\r\nb\tc \"quoted\"", "/sessions/1");
        Draft forAll = new Draft(new Recipient.WholeOrganization(), "news", "t", "", null);

        // When
        List<Notification> written = log().append(organization, List.of(new Submission(List.of(draft, forAll), null)))
                .committed()
                .notifications();

        // Then
        assertThat(log().read(organization, 0, 10, 10).rows()).isEqualTo(written);
        assertThat(log().find(organization, 2)).contains(written.get(1));
        assertThat(written.get(0).title()).isEqualTo("Réservée ✓ 🎵");
    }

    @Test
    void organizationsCountForThemselves() {
        // Given
        String other = organization + "-other";

        // When
        log().append(organization, List.of(submission(3)));
        log().append(other, List.of(submission(1)));

        // Then
        LogHeads heads = log().heads(Set.of(organization, other));
        assertThat(heads.of(organization).id()).isEqualTo(3);
        assertThat(heads.of(other).id()).isEqualTo(1);
        assertThat(log().find(other, 2)).isEmpty();
    }

    @Test
    void severalOrganizationsAreAppendedToTogether() {
        // Given
        String other = organization + "-other";
        log().append(organization, List.of(submission(3)));
        log().append(other, List.of(submission(1)));

        // When
        Map<String, Appended> appended = log().tryAppendAll(
                        Map.of(organization, List.of(submission(2), submission(1)), other, List.of(submission(1))));

        // Then
        assertThat(ids(appended.get(organization).committed())).containsExactly(4L, 5L, 6L);
        assertThat(appended.get(organization).outcomes()).hasSize(2);
        assertThat(ids(appended.get(other).committed())).containsExactly(2L);
        assertThat(log().read(organization, 3, 10, 10).rows())
                .isEqualTo(appended.get(organization).committed().notifications());
        assertThat(log().read(other, 1, 10, 10).rows())
                .isEqualTo(appended.get(other).committed().notifications());
        assertThat(log().heads(Set.of(other)).of(other))
                .isEqualTo(
                        appended.get(other).committed().notifications().get(0).position());
    }

    @Test
    void organizationWithoutASubmissionIsLeftOut() {
        // Given
        String known = organization + "-known";
        log().append(known, List.of(submission(1)));

        // When
        Map<String, Appended> appended =
                log().tryAppendAll(Map.of(organization, List.of(submission(1)), known, List.of(submission(1))));

        // Then
        assertThat(appended).containsOnlyKeys(known);
        assertThat(log().heads(Set.of(organization)).of(organization)).isEqualTo(LogPosition.START);
    }

    @Test
    void multiOrgAppendsLeaveNoGap() throws Exception {
        // Given
        List<String> organizations =
                IntStream.range(0, 5).mapToObj(i -> organization + "-" + i).toList();
        organizations.forEach(id -> log().append(id, List.of(submission(1))));
        int[] written = new int[organizations.size()];
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            // When
            List<Future<Map<String, Appended>>> all = IntStream.range(0, 100)
                    .mapToObj(i -> threads.submit(() -> log().tryAppendAll(organizations.stream()
                            .skip(i % 3)
                            .collect(Collectors.toMap(id -> id, id -> List.of(submission(2)))))))
                    .toList();
            for (Future<Map<String, Appended>> one : all) {
                one.get()
                        .forEach((id, appended) -> written[organizations.indexOf(id)] +=
                                appended.committed().notifications().size());
            }

            // Then
            for (int i = 0; i < written.length; i++) {
                List<Notification> rows =
                        log().read(organizations.get(i), 0, 1_000, 1_000).rows();
                assertThat(rows)
                        .extracting(Notification::id)
                        .containsExactlyElementsOf(LongStream.rangeClosed(1, 1 + written[i])
                                .boxed()
                                .toList());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void sameKeyAndBodyAnswersTheSameAndWritesNothing() {
        // Given
        Submission create = keyed("key-1", "body", 2);
        AppendOutcome first =
                log().append(organization, List.of(create)).outcomes().get(0);

        // When
        Appended repeated = log().append(organization, List.of(create, submission(1)));

        // Then
        assertThat(repeated.outcomes().get(0))
                .isEqualTo(new AppendOutcome.Repeated(((AppendOutcome.Stored) first).notifications()));
        assertThat(ids(repeated.committed())).containsExactly(3L);
    }

    @Test
    void sameKeyTwiceInOneGroupWritesOnce() {
        // When
        Appended appended = log().append(organization, List.of(keyed("key-1", "body", 1), keyed("key-1", "body", 1)));

        // Then
        assertThat(ids(appended.committed())).containsExactly(1L);
        assertThat(appended.outcomes().get(1)).isInstanceOf(AppendOutcome.Repeated.class);
    }

    @Test
    void sameKeyWithAnotherBodyIsRejected() {
        // Given
        log().append(organization, List.of(keyed("key-1", "body", 1)));

        // When
        Appended appended = log().append(organization, List.of(keyed("key-1", "other body", 1)));

        // Then
        assertThat(appended.outcomes()).containsExactly(new AppendOutcome.KeyReused());
        assertThat(appended.committed().notifications()).isEmpty();
    }

    @Test
    void parallelRepeatsOfOneKeyWriteOnce() throws Exception {
        // Given
        ExecutorService threads = Executors.newFixedThreadPool(10);
        try {
            // When
            List<Future<Appended>> all = IntStream.range(0, 20)
                    .mapToObj(i -> threads.submit(() -> log().append(organization, List.of(keyed("key-1", "body", 1)))))
                    .toList();
            List<Long> written = new ArrayList<>();
            for (Future<Appended> one : all) {
                written.addAll(ids(one.get().committed()));
            }

            // Then
            assertThat(written).containsExactly(1L);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void keyedSubmissionsAreAppendedTogetherAndWrittenOnce() {
        // Given
        String other = organization + "-other";
        log().append(organization, List.of(submission(1)));
        log().append(other, List.of(keyed("key-1", "body", 2)));

        // When
        Map<String, Appended> appended = log().tryAppendAll(Map.of(
                organization,
                List.of(submission(1), keyed("key-1", "body", 1), submission(1)),
                other,
                List.of(keyed("key-1", "body", 2), submission(1), keyed("key-1", "another", 1))));

        // Then
        assertThat(ids(appended.get(organization).committed())).containsExactly(2L, 3L, 4L);
        assertThat(ids(appended.get(other).committed())).containsExactly(3L);
        assertThat(appended.get(other).outcomes())
                .extracting(Object::getClass)
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactly(
                        AppendOutcome.Repeated.class, AppendOutcome.Stored.class, AppendOutcome.KeyReused.class);
        assertThat(log().read(organization, 1, 10, 10).rows())
                .isEqualTo(appended.get(organization).committed().notifications());
    }

    @Test
    void everyAppendTellsThePositionThatItFollows() {
        // When
        Committed first = log().append(organization, List.of(submission(2))).committed();
        Committed second = log().append(organization, List.of(submission(1))).committed();

        // Then
        assertThat(first.before()).isEqualTo(LogPosition.START);
        assertThat(second.before()).isEqualTo(first.notifications().get(1).position());
    }

    @Test
    void marksAreThoseOfTheRowsAndMissingWhereThereIsNone() {
        // Given
        List<Notification> written =
                log().append(organization, List.of(submission(3))).committed().notifications();

        // When
        Map<Long, Integer> marks = log().marks(organization, List.of(0L, 1L, 3L, 4L));

        // Then
        assertThat(marks)
                .containsOnly(
                        Map.entry(0L, 0),
                        Map.entry(1L, written.get(0).mark()),
                        Map.entry(3L, written.get(2).mark()));
        assertThat(written).extracting(Notification::mark).doesNotContain(0).doesNotHaveDuplicates();
    }

    @Test
    void recallErasesTheTextAndIsAnEntryForTheSameRecipient() {
        // Given
        log().append(organization, List.of(secret("26"), submission(1)));

        // When
        ChangeOutcome outcome = log().change(recall(1));

        // Then
        Notification entry = done(outcome);
        assertThat(entry.id()).isEqualTo(3);
        assertThat(entry.recipient()).isEqualTo(new Recipient.OneUser("26"));
        assertThat(entry.change()).isEqualTo(new Notification.Change(1, null));
        LogPage page = log().read(organization, 0, Long.MAX_VALUE, 10);
        assertThat(page.rows()).hasSize(3);
        assertThat(page.rows().get(0).isErased()).isTrue();
        assertThat(page.rows().get(2).isErased()).isFalse();
        assertThat(page.rows().get(2).change()).isEqualTo(new Notification.Change(1, null));
        assertThat(page.rows().get(2).position()).isEqualTo(entry.position());
        assertThat(page.rows().toString()).doesNotContain("secret");
        assertThat(log().readForUser(organization, "26", 0, 10).rows().toString())
                .doesNotContain("secret");
    }

    @Test
    void updateReplacesTheTextAndItsEntryHasTheWholeNotification() {
        // Given
        log().append(organization, List.of(secret("26")));

        // When
        Notification entry = done(log().change(update(1, "new", null)));

        // Then
        LogPage page = log().read(organization, 0, Long.MAX_VALUE, 10);
        Notification now = page.rows().get(0);
        assertThat(now.title()).isEqualTo("new");
        assertThat(now.actionUrl()).isNull();
        assertThat(now.extras().data()).isNull();
        assertThat(now.extras().collapseKey()).isEqualTo("key:1");
        assertThat(now.extras().updatedAt()).isEqualTo(entry.createdAt());
        assertThat(page.rows().get(1).change().updated().title()).isEqualTo("new");
        assertThat(page.rows().get(1).change().updated().id()).isEqualTo(1);
        assertThat(entry.change().updated().title()).isEqualTo("new");
        assertThat(entry.change().updated().type()).isEqualTo(now.type());
        assertThat(entry.change().updated().createdAt()).isEqualTo(now.createdAt());
        assertThat(page.rows().toString()).doesNotContain("secret");
    }

    @Test
    void onlyTheNewestEntryAboutANotificationShowsIt() {
        // Given
        log().append(organization, List.of(secret("26")));
        log().change(update(1, "second", null));

        // When
        log().change(update(1, "third", null));
        List<Notification> updated =
                log().read(organization, 0, Long.MAX_VALUE, 10).rows();
        log().change(recall(1));
        List<Notification> recalled =
                log().read(organization, 0, Long.MAX_VALUE, 10).rows();

        // Then
        assertThat(updated).extracting(Notification::isErased).containsExactly(false, true, false);
        assertThat(updated.toString()).contains("third").doesNotContain("second");
        assertThat(recalled).extracting(Notification::isErased).containsExactly(true, true, true, false);
        assertThat(recalled.toString()).doesNotContain("third");
    }

    @Test
    void recalledNotificationStaysRecalled() {
        // Given
        log().append(organization, List.of(secret("26")));
        log().change(recall(1));

        // When
        ChangeOutcome again = log().change(recall(1));
        ChangeOutcome update = log().change(update(1, "new", null));

        // Then
        assertThat(again).isInstanceOfSatisfying(ChangeOutcome.DoneBefore.class, before -> {
            assertThat(before.entry()).isEqualTo(2);
            assertThat(before.byKey()).isFalse();
        });
        assertThat(update).isInstanceOf(ChangeOutcome.Recalled.class);
        assertThat(log().heads(Set.of(organization)).of(organization).id()).isEqualTo(2);
    }

    @Test
    void changeWithTheSameKeyIsDoneOnce() {
        // Given
        log().append(organization, List.of(secret("26")));
        IdempotencyKey key = new IdempotencyKey("sender", "key", "2:new");

        // When
        log().change(update(1, "new", key));
        ChangeOutcome again = log().change(update(1, "new", key));
        ChangeOutcome other = log().change(update(1, "other", new IdempotencyKey("sender", "key", "2:other")));

        // Then
        assertThat(again).isInstanceOfSatisfying(ChangeOutcome.DoneBefore.class, before -> {
            assertThat(before.entry()).isEqualTo(2);
            assertThat(before.byKey()).isTrue();
        });
        assertThat(other).isInstanceOf(ChangeOutcome.KeyReused.class);
        assertThat(log().heads(Set.of(organization)).of(organization).id()).isEqualTo(2);
    }

    @Test
    void nothingIsChangedThatIsNotThereOrNotTheCallersOwn() {
        // Given
        OptionalFields sent = new OptionalFields(null, null, null, null, "sender", null);
        OptionalFields gone = new OptionalFields(null, Instant.parse("2001-01-01T00:00:00Z"), null);
        log().append(
                        organization,
                        List.of(
                                secret("26"),
                                new Submission(
                                        List.of(new Draft(new Recipient.OneUser("26"), "t", "t", "m", null, sent)),
                                        null),
                                new Submission(
                                        List.of(new Draft(new Recipient.OneUser("26"), "t", "t", "m", null, gone)),
                                        null)));
        long entry = done(log().change(recall(1))).id();

        // Then
        assertThat(log().change(recall(99))).isInstanceOf(ChangeOutcome.Missing.class);
        assertThat(log().change(recall(entry))).isInstanceOf(ChangeOutcome.Missing.class);
        assertThat(log().change(new ChangeRequest("org-" + UUID.randomUUID(), 1, null, "sender", false, null)))
                .isInstanceOf(ChangeOutcome.Missing.class);
        assertThat(log().change(new ChangeRequest(organization, 2, null, "other", true, null)))
                .isInstanceOf(ChangeOutcome.Missing.class);
        assertThat(log().change(update(3, "new", null))).isInstanceOf(ChangeOutcome.Missing.class);
        assertThat(log().change(new ChangeRequest(organization, 2, null, "sender", true, null)))
                .isInstanceOf(ChangeOutcome.Done.class);
        assertThat(log().change(recall(3))).isInstanceOf(ChangeOutcome.Done.class);
    }

    @Test
    void changesAmongCreatesLeaveNoGapInIdsAndMarks() throws Exception {
        // Given
        log().append(organization, List.of(submission(40)));
        ExecutorService callers = Executors.newFixedThreadPool(8);

        // When
        List<Future<?>> calls = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            long id = i;
            calls.add(callers.submit(() -> log().append(organization, List.of(submission(1)))));
            calls.add(callers.submit(() -> log().change(id % 2 == 0 ? recall(id) : update(id, "new", null))));
        }
        for (Future<?> call : calls) {
            call.get();
        }
        callers.shutdown();

        // Then
        List<Notification> rows =
                log().read(organization, 0, Long.MAX_VALUE, 200).rows();
        assertThat(rows)
                .extracting(Notification::id)
                .isEqualTo(LongStream.rangeClosed(1, 120).boxed().toList());
        assertThat(rows).filteredOn(row -> row.change() != null).hasSize(40);
        assertThat(log().committedSince(null).complete()).isFalse();
    }

    private ChangeRequest recall(long id) {
        return new ChangeRequest(organization, id, null, "sender", false, null);
    }

    private ChangeRequest update(long id, String title, IdempotencyKey key) {
        ChangeRequest.Text text = new ChangeRequest.Text(title, "text", null, null);
        return new ChangeRequest(organization, id, text, "sender", false, key);
    }

    private static Notification done(ChangeOutcome outcome) {
        assertThat(outcome).isInstanceOf(ChangeOutcome.Done.class);
        return ((ChangeOutcome.Done) outcome).committed().notifications().get(0);
    }

    private static Submission secret(String user) {
        OptionalFields extras = new OptionalFields("{\"a\":\"secret\"}", null, "key:1");
        Draft draft = new Draft(new Recipient.OneUser(user), "test", "secret", "secret", "/secret", extras);
        return new Submission(List.of(draft), null);
    }

    @Test
    void pageOfAUserLeavesOutWhatOthersWereSent() {
        // Given
        List<Draft> drafts = new ArrayList<>();
        for (Recipient recipient : List.of(
                new Recipient.OneUser("26"),
                new Recipient.OneUser("27"),
                new Recipient.WholeOrganization(),
                new Recipient.OneUser("26"),
                new Recipient.OneUser("27"))) {
            drafts.add(new Draft(recipient, "test", "title", "message", null));
        }
        log().append(organization, List.of(new Submission(drafts, null)));

        // When
        LogPage full = log().readForUser(organization, "26", 0, 2);
        LogPage rest = log().readForUser(organization, "26", full.through(), 2);

        // Then
        assertThat(full.rows()).extracting(Notification::id).containsExactly(1L, 3L);
        assertThat(full.through()).isEqualTo(3);
        assertThat(rest.rows()).extracting(Notification::id).containsExactly(4L);
        assertThat(rest.through()).isEqualTo(5);
        assertThat(rest.head().id()).isEqualTo(5);
    }

    @Test
    void commitsSinceASnapshotAreKnown() {
        // Given
        String other = organization + "-other";
        log().append(other, List.of(submission(1)));
        Commits begin = log().committedSince(null);
        log().append(organization, List.of(submission(2)));
        List<Notification> last =
                log().append(organization, List.of(submission(3))).committed().notifications();

        // When
        Commits since = log().committedSince(begin.snapshot());
        Commits nothing = log().committedSince(since.snapshot());

        // Then
        assertThat(begin.complete()).isFalse();
        assertThat(since.complete()).isTrue();
        assertThat(since.serverStart()).isEqualTo(begin.serverStart());
        assertThat(since.heads())
                .containsEntry(organization, last.get(2).position())
                .doesNotContainKey(other);
        assertThat(nothing.heads()).doesNotContainKey(organization);
        assertThat(nothing.complete()).isTrue();
    }

    static Submission submission(int drafts) {
        return new Submission(drafts("title", drafts), null);
    }

    private static Submission keyed(String key, String fingerprint, int drafts) {
        return new Submission(drafts("title", drafts), new IdempotencyKey("26", key, fingerprint));
    }

    private static List<Draft> drafts(String title, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Draft(new Recipient.OneUser("26"), "test", title, "message " + i, null))
                .toList();
    }

    static List<Long> ids(Committed committed) {
        return committed.notifications().stream().map(Notification::id).toList();
    }
}
