package dev.carillon.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.tenancy.Database;
import dev.carillon.testkit.SharedServices;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** A guard: round trips to the database per create request, counted at the driver. */
class StatementCountTest {

    private final AtomicInteger roundTrips = new AtomicInteger();
    private final NotificationLog log = new PostgresNotificationLog(
            new Database(counting(SharedServices.database())),
            SharedServices.config(NotificationConfig.class, Map.of()));
    private final String organization = "count-" + UUID.randomUUID();

    @Test
    void appendIsOneStatementThatCommitsItself() {
        // When
        log.append(organization, List.of(NotificationLogContract.submission(1)));

        // Then
        assertThat(roundTrips).hasValue(1);
    }

    @Test
    void aGroupOfCreatesIsOneStatementToo() {
        // When
        log.append(organization, Collections.nCopies(64, NotificationLogContract.submission(1)));

        // Then
        assertThat(roundTrips).hasValue(1);
    }

    @Test
    void createsOfSeveralOrganizationsAreOneStatementTogether() {
        // Given
        Map<String, List<Submission>> creates = new HashMap<>();
        for (int i = 0; i < 32; i++) {
            List<Submission> own = List.of(NotificationLogContract.submission(1));
            creates.put(organization + "-" + i, own);
            log.append(organization + "-" + i, own);
        }
        roundTrips.set(0);

        // When
        Map<String, Appended> appended = log.tryAppendAll(creates);

        // Then
        assertThat(appended).hasSize(32);
        assertThat(roundTrips).hasValue(1);
    }

    private DataSource counting(DataSource counted) {
        return (DataSource) proxy(DataSource.class, counted);
    }

    /** Counts what goes to the server, through connections and statements that it hands out. */
    private Object proxy(Class<?> type, Object target) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
            if (method.getName().startsWith("execute")
                    || List.of("commit", "rollback").contains(method.getName())) {
                roundTrips.incrementAndGet();
            }
            try {
                Object result = method.invoke(target, arguments);
                if (result instanceof PreparedStatement) {
                    return proxy(PreparedStatement.class, result);
                }
                return result instanceof Connection ? proxy(Connection.class, result) : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }
}
