package dev.carillon.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carillon.tenancy.ConnectionSettings;
import dev.carillon.tenancy.ConnectionShares;
import dev.carillon.tenancy.ConnectionShares.Share;
import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.LogUnavailable;
import dev.carillon.tenancy.Query;
import dev.carillon.testkit.SharedServices;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A pool of 8 connections to a real PostgreSQL, of which position checks keep 1 and create requests 2. */
class ConnectionSharesTest {

    private static final int CONNECTIONS = 8;
    private static final int FLOOD = 50;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();
    private final String organization = "shares-" + UUID.randomUUID();

    @AfterEach
    void release() {
        released.countDown();
        threads.shutdown();
    }

    @Test
    void floodOfReadsDelaysNeitherPositionChecksNorCreates() throws Exception {
        // Given
        ConnectionShares shares = new ConnectionShares(CONNECTIONS, LONG);
        Database database = new Database(pool(), shares, ConnectionSettings.ofConnections());
        NotificationLog log = log(database);
        List<Future<?>> flood = flood(database);
        await().until(() -> open.get() == 5 && shares.waiting() == FLOOD - 5);

        // When
        Appended appended = log.append(organization, List.of(NotificationLogContract.submission(1)));
        long head = log.heads(Set.of(organization)).of(organization).id();
        LogPage page = log.read(organization, 0, 1, 10);

        // Then
        assertThat(appended.outcomes()).hasSize(1);
        assertThat(head).isEqualTo(1);
        assertThat(page.rows()).hasSize(1);
        assertThat(flood).noneMatch(Future::isDone);
        released.countDown();
        for (Future<?> read : flood) {
            read.get(LONG.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void floodOfCreatesDelaysNoPositionCheck() {
        // Given
        ConnectionShares shares = new ConnectionShares(CONNECTIONS, LONG);
        Database database = new Database(pool(), shares, ConnectionSettings.ofConnections());
        flood(database.with(Share.CREATES));
        await().until(() -> open.get() == CONNECTIONS - 1 && shares.waiting() == FLOOD - CONNECTIONS + 1);

        // When
        long head = log(database).heads(Set.of(organization)).of(organization).id();

        // Then
        assertThat(head).isZero();
    }

    @Test
    void floodOfPagesDelaysNoCreate() {
        // Given
        ConnectionShares shares = new ConnectionShares(CONNECTIONS, LONG);
        Database database = new Database(pool(), shares, ConnectionSettings.ofConnections());
        flood(database.with(Share.DELIVERY));
        await().until(() -> open.get() == CONNECTIONS - 2);

        // When
        Appended appended = log(database).append(organization, List.of(NotificationLogContract.submission(1)));

        // Then
        assertThat(appended.outcomes()).hasSize(1);
    }

    @Test
    void readThatWaitsForTooLongFailsAndLeavesNoPlaceTaken() throws Exception {
        // Given
        ConnectionShares shares = new ConnectionShares(CONNECTIONS, SHORT);
        Database database = new Database(pool(), shares, ConnectionSettings.ofConnections());
        List<Future<?>> flood = flood(database);
        await().until(() -> flood.stream().filter(Future::isDone).count() == FLOOD - 5);

        // Then
        assertThatThrownBy(() -> one(database)).isInstanceOf(LogUnavailable.class);
        released.countDown();
        await().until(() -> flood.stream().allMatch(Future::isDone));
        assertThat(one(database)).isEqualTo(1);
        assertThat(open).hasValue(0);
    }

    @Test
    void readOfAnUnknownOrganizationTakesOneConnectionAtATime() {
        // Given
        NotificationLog log = log(new Database(pool()));

        // When
        log.read(organization, 0, 10, 10);

        // Then
        assertThat(mostOpen).hasValue(1);
    }

    private static NotificationLog log(Database database) {
        return new PostgresNotificationLog(database, SharedServices.config(NotificationConfig.class, Map.of()));
    }

    private static int one(Database database) {
        return database.statement(Query.of("select 1"), row -> {
            row.next();
            return row.getInt(1);
        });
    }

    /** Each keeps its transaction open until the end of the test. */
    private List<Future<?>> flood(Database database) {
        List<Future<?>> flood = new ArrayList<>();
        for (int i = 0; i < FLOOD; i++) {
            flood.add(threads.submit(() -> database.transaction(organization, transaction -> {
                awaitRelease();
                return 0;
            })));
        }
        return flood;
    }

    private void awaitRelease() throws SQLException {
        try {
            if (!released.await(LONG.toSeconds(), TimeUnit.SECONDS)) {
                throw new SQLException("The test did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Hands out as many connections at a time as the pool has, and counts them. */
    private DataSource pool() {
        Semaphore free = new Semaphore(CONNECTIONS);
        DataSource source = SharedServices.database();
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (self, method, arguments) -> {
                    if (!free.tryAcquire(5, TimeUnit.SECONDS)) {
                        throw new SQLException("The pool is empty");
                    }
                    mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
                    return pooled(source.getConnection(), free);
                });
    }

    private Connection pooled(Connection connection, Semaphore free) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        open.decrementAndGet();
                        free.release();
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
