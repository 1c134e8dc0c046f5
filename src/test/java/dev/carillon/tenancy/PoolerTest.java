package dev.carillon.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.embedded.PgBouncer;
import dev.carillon.embedded.PostgresServer;
import dev.carillon.testkit.MissingTool;
import dev.carillon.testkit.SharedServices;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Transactions over PgBouncer in transaction mode, with fewer server connections than clients. */
class PoolerTest {

    private static final int CLIENTS = 4;
    private static final Query LIMITS =
            Query.of("select current_setting('lock_timeout') || ' ' || current_setting('statement_timeout') || ' '"
                    + " || current_setting('idle_in_transaction_session_timeout') || ' '"
                    + " || current_setting('random_page_cost')");
    private static final String AS_WANTED = "5s 10s 2s 1.1";

    private static PgBouncer bouncer;

    private final List<Connection> opened = new ArrayList<>();

    @BeforeAll
    static void start() {
        if (PgBouncer.installed().isEmpty()) {
            MissingTool.skip("PgBouncer is not installed (apt-get install pgbouncer)");
        }
        SharedServices.database();
        bouncer = PgBouncer.start(SharedServices.get().postgres(), CLIENTS);
    }

    @AfterAll
    static void stop() {
        if (bouncer != null) {
            bouncer.close();
        }
    }

    @AfterEach
    void close() throws SQLException {
        for (Connection connection : opened) {
            connection.close();
        }
    }

    @Test
    void limitsHoldInTransactionsThatHaveEveryConnectionOfThePooler() throws Exception {
        // Given
        Database database = new Database(throughPooler(pooled()), ConnectionShares.unbounded(), pooled());
        CyclicBarrier allAtOnce = new CyclicBarrier(CLIENTS);
        // When
        List<String> seen = atOnce(() -> database.transaction("one", transaction -> {
            await(allAtOnce);
            return transaction.query(LIMITS, PoolerTest::text);
        }));
        // Then
        assertThat(seen).hasSize(CLIENTS).containsOnly(AS_WANTED);
    }

    @Test
    void limitsHoldInSingleStatements() throws Exception {
        // Given
        Database database = new Database(throughPooler(pooled()), ConnectionShares.unbounded(), pooled());
        // When
        List<String> seen = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            seen.addAll(atOnce(() -> database.statement(LIMITS, PoolerTest::text)));
        }
        // Then
        assertThat(seen).containsOnly(AS_WANTED);
    }

    @Test
    void limitsAndNamesEndWithTheTransaction() throws Exception {
        // Given
        Database database = new Database(throughPooler(pooled()), ConnectionShares.unbounded(), pooled());
        database.transaction("one", transaction -> transaction.query(LIMITS, PoolerTest::text));
        // When
        String after;
        try (Connection connection = plain().getConnection();
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("select current_setting('lock_timeout') || '|'"
                                + " || coalesce(current_setting('carillon.organization', true), '')")) {
            row.next();
            after = row.getString(1);
        }
        // Then
        assertThat(after).isEqualTo("0|");
    }

    /** The driver would prepare a statement after five executions, on one of the server's connections. */
    @Test
    void statementsThatAreRepeatedOftenMeetNoPreparedOneOfAnotherConnection() throws Exception {
        // Given
        Database database = new Database(throughPooler(pooled()), ConnectionShares.unbounded(), pooled());
        // When
        List<String> seen = new ArrayList<>();
        for (int round = 0; round < 30; round++) {
            seen.addAll(atOnce(() -> database.query("one", LIMITS, PoolerTest::text)));
        }
        // Then
        assertThat(seen).containsOnly(AS_WANTED);
    }

    @Test
    void podThatDoesNotExpectAPoolerDoesNotStart() {
        // Given
        PoolerCheck unaware = new PoolerCheck(plain(), ConnectionSettings.ofConnections());
        // When, Then
        assertThatThrownBy(() -> unaware.check(new StartupEvent()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("CARILLON_DATABASE_POOLED=true");
        assertThatCode(() -> new PoolerCheck(plain(), pooled()).check(new StartupEvent()))
                .doesNotThrowAnyException();
    }

    @Test
    void podWithoutAPoolerStarts() throws SQLException {
        // Given
        DataSource direct = SharedServices.database();
        // When, Then
        assertThat(PoolerCheck.isBehindPooler(direct)).isFalse();
        assertThatCode(() -> new PoolerCheck(direct, ConnectionSettings.ofConnections()).check(new StartupEvent()))
                .doesNotThrowAnyException();
    }

    private static ConnectionSettings pooled() {
        return new ConnectionSettings(
                SharedServices.config(DatabaseConfig.class, Map.of("carillon.database.pooled", "true")));
    }

    private static PGSimpleDataSource plain() {
        PostgresServer postgres = SharedServices.get().postgres();
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(bouncer.jdbcUrl());
        source.setUser(postgres.applicationUser());
        source.setPassword(postgres.applicationPassword());
        return source;
    }

    /** A pool of as many connections, each prepared as the application's pool prepares them. */
    private DataSource throughPooler(ConnectionSettings settings) throws SQLException {
        BlockingQueue<Connection> idle = new LinkedBlockingQueue<>();
        for (int i = 0; i < CLIENTS; i++) {
            Connection connection = plain().getConnection();
            opened.add(connection);
            settings.onConnectionCreate(connection);
            idle.add(reused(connection, idle));
        }
        return proxy(DataSource.class, (proxy, method, arguments) -> idle.take());
    }

    private static Connection reused(Connection connection, BlockingQueue<Connection> idle) {
        return proxy(Connection.class, (proxy, method, arguments) -> {
            if (method.getName().equals("close")) {
                idle.add((Connection) proxy);
                return null;
            }
            return method.invoke(connection, arguments);
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler calls) {
        return type.cast(Proxy.newProxyInstance(PoolerTest.class.getClassLoader(), new Class<?>[] {type}, calls));
    }

    private static <T> List<T> atOnce(Callable<T> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> done : threads.invokeAll(Collections.nCopies(CLIENTS, work))) {
                results.add(done.get(30, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(ResultSet row) throws SQLException {
        row.next();
        return row.getString(1);
    }
}
