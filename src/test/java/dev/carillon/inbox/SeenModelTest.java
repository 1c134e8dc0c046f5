package dev.carillon.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.identity.Caller;
import dev.carillon.identity.Credential;
import dev.carillon.limit.PageRows;
import dev.carillon.notification.AppendOutcome;
import dev.carillon.notification.Draft;
import dev.carillon.notification.NotificationLog;
import dev.carillon.notification.OptionalFields;
import dev.carillon.notification.Recipient;
import dev.carillon.notification.Submission;
import dev.carillon.notification.change.ChangeOutcome;
import dev.carillon.notification.change.ChangeRequest;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A user sees and reads on ten devices, at random. {@code -Dseed=N} repeats a run, {@code -Dseen.acts=N} sets the number
 * of acts.
 */
@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class SeenModelTest {

    private static final int ACTS = Integer.getInteger("seen.acts", 1_500);
    /** Then the user gets a new inbox, so that an act costs the same throughout. */
    private static final int ACTS_OF_AN_INBOX = 250;

    private static final int DEVICES = 10;
    private static final long NOTHING = -1;

    @Inject
    Inbox inbox;

    @Inject
    NotificationLog log;

    private final long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
    private final Random random = new Random(seed);
    private Caller ada;
    private InboxModel model;

    /** The newest notification that each device has shown; it does not know of later ones. */
    private final long[] shown = new long[DEVICES];

    @BeforeEach
    void printSeed() {
        System.out.println("seed=" + seed);
        begin();
    }

    private void begin() {
        ada = new Caller(Credentials.newOrganization(), "ada", new Credential.Session("none"));
        model = new InboxModel();
        Arrays.fill(shown, 0);
    }

    @Test
    void countsAreThoseOfAModelAfterEachActOfTenDevices() {
        // Given
        long version = 0;

        for (int act = 1; act <= ACTS; act++) {
            // When
            String what = act();
            UnreadCount counts = inbox.unread(ada);

            // Then
            String place = "seed " + seed + ", act " + act + ": " + what;
            assertThat(counts.count()).as(place).isEqualTo(model.unread().size());
            assertThat(counts.unseen()).as(place).isEqualTo(model.unseen());
            assertThat(counts.seenThrough()).as(place).isEqualTo(model.seenThrough());
            assertThat(counts.upTo()).as(place).isEqualTo(model.head());
            assertThat(counts.version()).as(place).isGreaterThanOrEqualTo(version);
            version = counts.version();
            if (act % 10 == 0) {
                assertListed(place);
            }
            if (act % ACTS_OF_AN_INBOX == 0) {
                begin();
                version = 0;
            }
        }
    }

    @Test
    void tenDevicesThatSpeakAtTheSameTimeAreAllHeard() throws Exception {
        // Given
        for (int i = 0; i < 60; i++) {
            create();
        }
        List<Callable<UnreadCount>> acts = new ArrayList<>();
        for (int i = 0; i < 30 * DEVICES; i++) {
            long id = 1 + random.nextInt(60);
            acts.add(
                    switch (random.nextInt(8)) {
                        case 0 -> () -> inbox.readThrough(ada, id / 3);
                        case 1 -> () -> read(id);
                        default -> () -> inbox.seenThrough(ada, id);
                    });
        }
        ExecutorService devices = Executors.newFixedThreadPool(DEVICES);

        // When
        List<UnreadCount> answers = new ArrayList<>();
        for (Future<UnreadCount> answer : devices.invokeAll(acts)) {
            answers.add(answer.get());
        }
        devices.shutdown();

        // Then
        answers.sort(Comparator.comparingLong(UnreadCount::version));
        assertThat(answers)
                .extracting(UnreadCount::seenThrough)
                .as("seed " + seed)
                .isSorted();
        assertThat(answers)
                .extracting(UnreadCount::unseen)
                .as("seed " + seed)
                .isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(answers).allSatisfy(counts -> assertThat(counts.unseen()).isLessThanOrEqualTo(counts.count()));
        UnreadCount last = answers.get(answers.size() - 1);
        assertThat(inbox.unread(ada)).isEqualTo(last);
        // Every act was said by somebody, so the counts of one version are the same for all who were told.
        for (int i = 1; i < answers.size(); i++) {
            if (answers.get(i).version() == answers.get(i - 1).version()) {
                assertThat(answers.get(i)).isEqualTo(answers.get(i - 1));
            }
        }
    }

    private UnreadCount read(long id) {
        try {
            return inbox.read(ada, List.of(id));
        } catch (NotInInbox e) {
            return inbox.unread(ada);
        }
    }

    /** One act of one device, or of a sender. */
    private String act() {
        int device = random.nextInt(DEVICES);
        if (random.nextInt(3) == 0) {
            shown[device] = model.head();
        }
        long id = shown[device] == 0 ? NOTHING : 1 + random.nextLong(shown[device]);
        int kind = random.nextInt(20);
        if (kind < 7 || id == NOTHING) {
            return "create " + create();
        }
        if (kind < 11) {
            long through = random.nextInt(3) == 0 ? id : shown[device];
            inbox.seenThrough(ada, through);
            model.seeThrough(through);
            return device + " sees through " + through;
        }
        if (kind == 11) {
            inbox.readThrough(ada, id);
            model.readThrough(id);
            return device + " reads through " + id;
        }
        if (kind == 12) {
            return recall(id);
        }
        return device + " " + change(id, kind);
    }

    private String change(long id, int kind) {
        try {
            return switch (kind) {
                case 13, 14 -> {
                    inbox.read(ada, List.of(id));
                    model.read(id, true);
                    yield "reads " + id;
                }
                case 15, 16 -> {
                    inbox.change(ada, id, new InboxChange(false, null));
                    model.read(id, false);
                    yield "marks unread " + id;
                }
                case 17, 18 -> {
                    boolean isArchived = kind == 17;
                    inbox.change(ada, id, new InboxChange(null, isArchived));
                    model.archive(id, isArchived);
                    yield (isArchived ? "archives " : "takes from the archive ") + id;
                }
                default -> {
                    inbox.delete(ada, id);
                    model.delete(id);
                    yield "deletes " + id;
                }
            };
        } catch (NotInInbox e) {
            assertThat(model.has(id)).as("seed " + seed + ": " + id).isFalse();
            return "does not find " + id;
        }
    }

    private long create() {
        String key = random.nextInt(3) == 0 ? "key-" + random.nextInt(3) : null;
        String user = random.nextBoolean() ? null : random.nextInt(4) == 0 ? "eve" : "ada";
        OptionalFields extras = new OptionalFields(null, null, key, null, null, null);
        Draft draft = new Draft(Recipient.ofNullableUser(user), "test", "title", "message", null, extras);
        AppendOutcome outcome = log.append(ada.organizationId(), List.of(new Submission(List.of(draft), null)))
                .outcomes()
                .get(0);
        long id = ((AppendOutcome.Stored) outcome).notifications().get(0).id();
        model.create(id, user, key);
        return id;
    }

    private String recall(long id) {
        ChangeOutcome outcome = log.change(new ChangeRequest(ada.organizationId(), id, null, "key:1", false, null));
        if (outcome instanceof ChangeOutcome.Done done) {
            model.recall(id, done.committed().notifications().get(0).id());
        }
        return "recall of " + id;
    }

    private void assertListed(String place) {
        InboxPage page = inbox.page(ada, InboxQuery.newest(PageRows.MAX, true, null));
        List<Long> expected = model.unread().stream().limit(PageRows.MAX).toList();
        assertThat(page.notifications())
                .as(place)
                .extracting(InboxNotification::id)
                .isEqualTo(expected);
        assertThat(page.notifications())
                .as(place)
                .allSatisfy(one -> assertThat(one.isSeen() != null).isEqualTo(model.isSeen(one.id())));
    }
}
