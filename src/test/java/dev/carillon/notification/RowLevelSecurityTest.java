package dev.carillon.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.LogUnavailable;
import dev.carillon.tenancy.Query;
import dev.carillon.testkit.IdentityTest;
import dev.carillon.testkit.SharedServices;
import io.agroal.api.AgroalDataSource;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@IdentityTest
class RowLevelSecurityTest {

    private static final String TENANT_TABLES = """
            select c.relname, c.relrowsecurity and c.relforcerowsecurity
            from pg_class c join pg_attribute a on a.attrelid = c.oid
            where c.relkind in ('r', 'p') and a.attname = 'organization_id' and not a.attisdropped
            """;

    /** The tables that statements name; the application may not name a segment. */
    private static final String PARENTS = """
            select string_agg(distinct c.relname, ' ') from pg_class c join pg_attribute a on a.attrelid = c.oid
            where c.relkind in ('r', 'p') and a.attname = 'organization_id' and not a.attisdropped and not c.relispartition
            """;

    @Inject
    AgroalDataSource dataSource;

    @Inject
    Database database;

    @Inject
    NotificationLog log;

    private final String mine = "rls-" + UUID.randomUUID();
    private final String theirs = "rls-" + UUID.randomUUID();

    @BeforeEach
    void writeSomethingForBoth() throws SQLException {
        append(mine);
        append(theirs);
    }

    @Test
    void everyTableOfOrganizationsIsProtectedFromItsOwnerToo() throws SQLException {
        // When
        List<String> open = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet tables = statement.executeQuery(TENANT_TABLES)) {
            while (tables.next()) {
                if (!tables.getBoolean(2)) {
                    open.add(tables.getString(1));
                }
            }
        }
        // Then
        assertEquals(List.of(), open);
    }

    @Test
    void applicationAccountIsBoundByIt() throws SQLException {
        // When
        String bypasses = single("select rolsuper or rolbypassrls from pg_roles where rolname = current_user");
        // Then
        assertEquals("f", bypasses);
    }

    @Test
    void statementsWithoutAnOrganizationSeeAndChangeNothing() throws SQLException {
        for (String table : single(PARENTS).split(" ")) {
            // When
            String seen = single("select count(*) from " + table);
            int deleted = deletedFrom(table);
            // Then
            assertEquals("0", seen, table);
            assertEquals(0, deleted, table);
        }
        assertTrue(log.find(mine, 1).isPresent());
    }

    @Test
    void statementsSeeNothingOfAnotherOrganizationEvenIfTheyAskForIt() {
        // Given
        String sql = "select count(*) from notification where organization_id in ('" + mine + "', '" + theirs + "')";
        // When
        int seen = database.query(mine, Query.of(sql), RowLevelSecurityTest::number);
        // Then
        assertEquals(1, seen);
    }

    @Test
    void statementsCannotWriteForAnotherOrganization() {
        // Given
        String sql = "insert into inbox (organization_id, user_id) values (?, '26')";
        // When
        LogUnavailable rejected = assertThrows(
                LogUnavailable.class,
                () -> database.transaction(mine, transaction -> transaction.update(Query.of(sql, theirs))));
        // Then
        assertEquals("42501", rejected.sqlState());
    }

    /** Or marks would prove nothing. */
    @Test
    void notificationsAreWrittenByAppendAlone() {
        // Given
        String sql = "insert into notification (organization_id, id, segment, mark, type, title, message, created_at)"
                + " values (?, 99, 1, 1, 't', 't', 'm', now())";
        // When
        LogUnavailable rejected = assertThrows(
                LogUnavailable.class,
                () -> database.transaction(mine, transaction -> transaction.update(Query.of(sql, mine))));
        // Then
        assertEquals("42501", rejected.sqlState());
    }

    @Test
    void multiOrgAppendLeavesNoTenantOnTheConnection() throws SQLException {
        // When
        Draft draft = new Draft(new Recipient.OneUser("26"), "test", "t", "m", null);
        List<Submission> one = List.of(new Submission(List.of(draft), null));
        Map<String, Appended> appended = log.tryAppendAll(Map.of(mine, one, theirs, one));
        // Then
        assertEquals(2, appended.size());
        assertEquals("", single("select coalesce(current_setting('carillon.organization', true), '')"));
    }

    @Test
    void statementsStayBoundHoweverOftenTheDriverHasSeenThem() {
        // Given
        int moreThanTheDriverNeedsToPrepareThem = 30;
        // When
        for (int i = 0; i < moreThanTheDriverNeedsToPrepareThem; i++) {
            append(mine);
        }
        // Then
        assertEquals(
                1 + moreThanTheDriverNeedsToPrepareThem,
                log.read(mine, 0, Long.MAX_VALUE, 100).rows().size());
    }

    @Test
    void nothingStaysOnTheConnection() throws SQLException {
        // Given: the pool may give out another connection, which would show nothing.
        int attempts = 0;
        int named;
        String[] afterwards;
        do {
            // When
            named = database.query(
                    mine, Query.of("select pg_backend_pid() from notification"), RowLevelSecurityTest::number);
            afterwards = single("select pg_backend_pid() || ' ' || count(*) from notification")
                    .split(" ");
        } while (named != Integer.parseInt(afterwards[0]) && attempts++ < 100);
        // Then
        assertEquals(named, Integer.parseInt(afterwards[0]));
        assertEquals("0", afterwards[1]);
    }

    @Test
    void failedWorkLeavesNothingBehind() {
        // Given
        Query insert = Query.of("insert into inbox (organization_id, user_id) values (?, '26')", mine);
        // When
        assertThrows(
                IllegalStateException.class,
                () -> database.transaction(mine, transaction -> {
                    assertEquals(1, transaction.update(insert));
                    throw new IllegalStateException("after the statement");
                }));
        // Then
        assertEquals(0, database.query(mine, Query.of("select count(*) from inbox"), RowLevelSecurityTest::number));
    }

    private static int number(ResultSet row) throws SQLException {
        row.next();
        return row.getInt(1);
    }

    @Test
    void queriesHoldByThemselvesWithRowLevelSecurityOff() throws SQLException {
        // Given
        switchRowLevelSecurity("disable");
        try {
            // When
            LogPage page = log.read(mine, 0, Long.MAX_VALUE, 100);
            // Then
            assertEquals(1, page.rows().size());
            assertTrue(log.find(mine, 2).isEmpty());
        } finally {
            switchRowLevelSecurity("enable");
        }
    }

    private void append(String organizationId) {
        Draft draft = new Draft(new Recipient.OneUser("26"), "test", "t", "m", null);
        log.append(organizationId, List.of(new Submission(List.of(draft), null)));
    }

    private List<String> protectedTables() throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet tables = statement.executeQuery(TENANT_TABLES)) {
            while (tables.next()) {
                names.add(tables.getString(1));
            }
        }
        assertTrue(names.contains("notification"));
        return names;
    }

    private void switchRowLevelSecurity(String how) throws SQLException {
        try (Connection superuser = DriverManager.getConnection(
                        SharedServices.get().postgres().superuserJdbcUrl());
                Statement statement = superuser.createStatement()) {
            for (String table : protectedTables()) {
                statement.execute("alter table " + table + " " + how + " row level security");
            }
        }
    }

    private String single(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private int deletedFrom(String table) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate("delete from " + table);
        } catch (SQLException e) {
            assertEquals("42501", e.getSQLState());
            return 0;
        }
    }
}
