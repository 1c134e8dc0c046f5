package dev.carillon.broadcast;

import dev.carillon.notification.Draft;
import dev.carillon.notification.Notification;
import dev.carillon.outbox.InMemoryOutbox;
import dev.carillon.outbox.InMemoryOutbox.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Applications that publish in transactions of their own. These stay open for a while, commit in any order or are rolled back.
 */
final class SimCallers {

    /** The type of a notification says that it was published in SQL, as its text may change. */
    private static final String TYPE = "sql.";

    private final SimWorld world;
    private final SimDatabase database;
    private final List<String> organizations;
    private final Map<String, InMemoryOutbox.Transaction> transactionsByText = new HashMap<>();
    private int published;
    private int open;

    SimCallers(SimWorld world, SimDatabase database, List<String> organizations) {
        this.world = world;
        this.database = database;
        this.organizations = organizations;
    }

    /** A transaction, some of it at once and the rest just before its end. */
    void publish(List<Draft> drafts) {
        InMemoryOutbox.Transaction transaction = database.outbox().begin();
        int atOnce = 1 + world.random().nextInt(drafts.size());
        drafts.subList(0, atOnce).forEach(draft -> publish(transaction, draft));
        open++;
        world.after(world.upTo(Duration.ofMillis(world.chance(0.8) ? 50 : 4000)), () -> {
            drafts.subList(atOnce, drafts.size()).forEach(draft -> publish(transaction, draft));
            if (world.chance(0.75)) {
                transaction.commit();
            } else {
                transaction.rollBack();
            }
            open--;
        });
    }

    private void publish(InMemoryOutbox.Transaction transaction, Draft draft) {
        String title = world.chance(0.02) ? "poison \0" : draft.title();
        Draft own = new Draft(draft.recipient(), TYPE + ++published, title, draft.message(), null);
        transaction.publish(organizations.get(world.chance(0.2) ? 1 : 0), own);
        transactionsByText.put(draft.message(), transaction);
    }

    /** Whether this text was never the matter of a transaction that has not committed. */
    boolean isPublished(String text) {
        InMemoryOutbox.Transaction transaction = transactionsByText.get(text);
        return transaction == null || transaction.isCommitted();
    }

    /** The faults of the present history at any time: rows that were never published, are doubled or out of order. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        Map<String, Row> rows = byType(database.outbox().published());
        Set<String> seen = new HashSet<>();
        rest().map(row -> row.draft().type()).filter(type -> !seen.add(type)).forEach(faults::add);
        for (String organization : organizations) {
            Map<Long, Long> last = new HashMap<>();
            for (Notification notification : logged(organization)) {
                Row row = rows.get(notification.type());
                if (row == null || !row.organizationId().equals(organization)) {
                    faults.add(notification.position() + " was never published in " + organization);
                    continue;
                }
                if (!seen.add(notification.type())) {
                    faults.add(notification.position() + " is there twice: " + row);
                }
                Long before = last.put(row.xid(), row.seq());
                if (before != null && before > row.seq() && !database.outbox().isMovedBlindly(before)) {
                    faults.add(notification.position() + " comes after a later one of its transaction: " + row);
                }
            }
        }
        return faults;
    }

    /** The faults at rest. */
    List<String> missing() {
        List<String> faults = new ArrayList<>();
        if (open > 0) {
            faults.add(open + " transactions are open");
        }
        database.outbox().waitingRows().forEach(row -> faults.add("left in the outbox: " + row));
        Map<String, Row> missing = byType(database.outbox().published());
        organizations.forEach(
                organization -> logged(organization).forEach(notification -> missing.remove(notification.type())));
        database.outbox().dead().forEach(row -> missing.remove(row.draft().type()));
        missing.values().forEach(row -> faults.add("neither in the log nor in the outbox: " + row));
        database.outbox().dead().stream()
                .filter(row -> !row.isPoison())
                .forEach(row -> faults.add("buried alive: " + row));
        return faults;
    }

    /** How many rows the present history has brought into the log. */
    int relayed() {
        return organizations.stream()
                .mapToInt(organization -> logged(organization).size())
                .sum();
    }

    private Stream<Row> rest() {
        return Stream.concat(database.outbox().waitingRows().stream(), database.outbox().dead().stream());
    }

    private static Map<String, Row> byType(List<Row> rows) {
        Map<String, Row> byType = new HashMap<>();
        rows.forEach(row -> byType.put(row.draft().type(), row));
        return byType;
    }

    /** Without the entries that recall or update one. */
    private List<Notification> logged(String organization) {
        return database.log().all(organization).stream()
                .filter(notification ->
                        notification.change() == null && notification.type().startsWith(TYPE))
                .toList();
    }
}
