package dev.carillon.access.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.LogUnavailable;
import dev.carillon.testkit.SharedServices;
import dev.carillon.testkit.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class RevocationStoreTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final DataSource database = SharedServices.database();
    private final String mine = "revocations-" + UUID.randomUUID();
    private final String theirs = "revocations-" + UUID.randomUUID();
    private RevocationStore store;

    @BeforeEach
    void clear() throws SQLException {
        execute("delete from revocation");
        store = store(Map.of());
    }

    private RevocationStore store(Map<String, String> config) {
        return new RevocationStore(new Database(database), SharedServices.config(RevocationConfig.class, config));
    }

    @Test
    void organizationAtItsLimitLeavesOthersTheirs() {
        // Given
        store = store(Map.of("carillon.revocations.max-per-organization", "2"));
        store.store(mine, "token:1", HOUR);
        store.store(mine, "token:2", HOUR);
        // When
        long third = store.store(mine, "token:3", HOUR);
        // Then
        assertThat(third).isEqualTo(RevocationStore.ORGANIZATION_FULL);
        assertThat(store.store(theirs, "token:3", HOUR)).isPositive();
        assertThat(store.store(mine, "token:2", HOUR)).as("one that is there").isPositive();
    }

    @Test
    void totalIsLimited() throws SQLException {
        // Given
        store = store(Map.of("carillon.revocations.max-entries", "2"));
        store.store(mine, "token:1", HOUR);
        store.store(theirs, "token:1", HOUR);
        // When
        long third = store.store(mine, "token:3", HOUR);
        // Then
        assertThat(third).isEqualTo(RevocationStore.FULL);
        assertThat(names(store.since(RevocationSnapshot.NONE))).hasSize(2);
    }

    @Test
    void boundHoldsForManyAtOnce() throws SQLException {
        // Given
        store = store(Map.of("carillon.revocations.max-entries", "10"));
        ExecutorService many = Executors.newFixedThreadPool(8);
        // When
        List<CompletableFuture<Long>> stored = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            String credential = "token:" + i;
            stored.add(CompletableFuture.supplyAsync(() -> store.store(mine, credential, HOUR), many));
        }
        stored.forEach(CompletableFuture::join);
        many.shutdown();
        // Then
        assertThat(names(store.since(RevocationSnapshot.NONE))).hasSize(10);
        assertThat(stored.stream().filter(one -> one.join() > 0)).hasSize(10);
    }

    @Test
    void podIsToldWhatItDoesNotKnowAndNothingElse() throws SQLException {
        // Given
        store.store(mine, "token:1", HOUR);
        RevocationSnapshot first = store.since(RevocationSnapshot.NONE);
        // When
        store.store(theirs, "user:26", HOUR);
        RevocationSnapshot second = store.since(first);
        // Then
        assertThat(first.whole()).isTrue();
        assertThat(names(first)).containsExactly(mine + " token:1");
        assertThat(second.whole()).isFalse();
        assertThat(names(second)).containsExactly(theirs + " user:26");
        assertThat(store.since(second).revocations()).isEmpty();
    }

    @Test
    void podIsToldEverythingWhereTheDatabaseIsAnother() throws SQLException {
        // Given
        store.store(mine, "token:1", HOUR);
        RevocationSnapshot known = store.since(RevocationSnapshot.NONE);
        RevocationSnapshot ofAnother = new RevocationSnapshot("another", known.generation(), false, List.of());
        RevocationSnapshot beyond = new RevocationSnapshot(known.server(), known.generation() + 1, false, List.of());
        // Then
        assertThat(store.since(ofAnother).whole()).isTrue();
        assertThat(names(store.since(ofAnother))).containsExactly(mine + " token:1");
        assertThat(store.since(beyond).whole()).isTrue();
    }

    /** Writers that commit in another order than they began. */
    @Test
    void nothingThatCommitsLateIsMissed() throws Exception {
        // Given
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Set<String> stored = ConcurrentHashMap.newKeySet();
        ExecutorService writers = Executors.newFixedThreadPool(8);
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int writer = 0; writer < 8; writer++) {
            int number = writer;
            running.add(
                    CompletableFuture.runAsync(() -> writeSlowly(number, new Random(seed + number), stored), writers));
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(running.toArray(CompletableFuture[]::new));
        // When
        Set<String> seen = new HashSet<>();
        RevocationSnapshot known = store.since(RevocationSnapshot.NONE);
        seen.addAll(names(known));
        boolean last;
        do {
            last = all.isDone();
            known = store.since(known);
            seen.addAll(names(known));
        } while (!last);
        all.get(60, TimeUnit.SECONDS);
        writers.shutdown();
        // Then
        assertThat(stored).hasSize(8 * 20);
        assertThat(seen).containsExactlyInAnyOrderElementsOf(stored);
    }

    /** In transactions that go on for a while, and of which some are rolled back. */
    private void writeSlowly(int number, Random random, Set<String> stored) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            int written = 0;
            while (written < 20) {
                String credential = "token:" + number + "-" + written;
                try (Statement statement = connection.createStatement()) {
                    statement.execute("select set_config('carillon.organization', '" + mine + "', true)");
                    statement.execute("select pg_sleep(" + random.nextInt(20) / 1000.0 + ")");
                    statement.execute("select store_revocation('" + mine + "', '" + credential
                            + "', interval '1 hour', 1000000, 1000000)");
                    statement.execute("select pg_sleep(" + random.nextInt(10) / 1000.0 + ")");
                }
                if (random.nextInt(4) == 0) {
                    connection.rollback();
                } else {
                    connection.commit();
                    stored.add(mine + " " + credential);
                    written++;
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void expiredRevocationIsNotReturnedAndIsSwept() throws SQLException {
        // Given
        store.store(mine, "token:1", HOUR);
        execute("update revocation set expires_at = clock_timestamp() - interval '1 second'");
        store.store(mine, "token:2", HOUR);
        // When
        RevocationSnapshot told = store.since(RevocationSnapshot.NONE);
        long swept = store.sweep();
        // Then
        assertThat(names(told)).containsExactly(mine + " token:2");
        assertThat(swept).isEqualTo(1);
        assertThat(store.sweep()).isZero();
    }

    /** A generation is never given out twice, also by a server that has lost the newest ones. */
    @Test
    void generationsFollowTheClockWhereTheirCountIsLost() throws SQLException {
        // Given
        long before = store.store(mine, "user:26", HOUR);
        execute("update revocation_counter set newest = 0");
        execute("delete from revocation");
        // When
        long after = store.store(mine, "user:26", HOUR);
        // Then
        assertThat(after).isGreaterThan(before);
    }

    @Test
    void unstorableRevocationIsReported() {
        // Given
        PGSimpleDataSource nowhere = new PGSimpleDataSource();
        nowhere.setUrl("jdbc:postgresql://127.0.0.1:1/nothing");
        RevocationStore unreachable =
                new RevocationStore(new Database(nowhere), SharedServices.config(RevocationConfig.class, Map.of()));
        // Then
        assertThrows(LogUnavailable.class, () -> unreachable.store(mine, "token:1", HOUR));
    }

    @Test
    void nobodySeesTheRevocationsOfAnotherOrganizationOtherwise() throws SQLException {
        // Given
        store.store(mine, "token:1", HOUR);
        // When
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement told = connection.prepareStatement("select count(*) from revocations_since(0)");
                    PreparedStatement seen = connection.prepareStatement("select count(*) from revocation")) {
                // Then
                assertThat(count(told)).isEqualTo(1);
                assertThat(count(seen)).as("in the same transaction").isZero();
            }
            connection.rollback();
        }
    }

    private static long count(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static List<String> names(RevocationSnapshot standing) {
        return standing.revocations().stream()
                .map(revocation -> revocation.organizationId() + " " + revocation.credential())
                .toList();
    }

    private static void execute(String sql) {
        Sql.ofOwner().run(sql);
    }
}
