package dev.carillon.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carillon.identity.Caller;
import dev.carillon.identity.Credential;
import dev.carillon.tenancy.LogUnavailable;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.EmbeddedResource;
import dev.carillon.testkit.Sql;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A pod that is too slow between two statements of a transaction. */
@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class InboxTransactionsTest {

    @Inject
    InboxTransactions transactions;

    @Inject
    EntityManager entities;

    private final Caller caller =
            new Caller(Credentials.newOrganization(), "ada", new Credential.Session("a session of this test"));

    @Test
    void transactionThatTheServerHasEndedIsRunAgain() {
        // Given
        List<Integer> servers = new ArrayList<>();

        // When
        int answered = transactions.run(caller, () -> {
            servers.add(server());
            if (servers.size() == 1) {
                idleTooLong(servers.get(0));
            }
            return server();
        });

        // Then
        assertThat(servers).hasSize(2).contains(answered);
    }

    @Test
    void transactionThatIsTooSlowAgainFails() {
        // Given
        List<Integer> servers = new ArrayList<>();

        // When
        assertThatThrownBy(() -> transactions.run(caller, () -> {
                    servers.add(server());
                    idleTooLong(servers.get(servers.size() - 1));
                    return server();
                }))
                // Then
                .isInstanceOf(LogUnavailable.class);
        assertThat(servers).hasSize(2);
    }

    private int server() {
        return ((Number) entities.createNativeQuery("select pg_backend_pid()").getSingleResult()).intValue();
    }

    private void idleTooLong(int server) {
        entities.createNativeQuery("select set_config('idle_in_transaction_session_timeout', '20ms', true)")
                .getSingleResult();
        await().until(() -> Sql.ofOwner().number("select count(*) from pg_stat_activity where pid = ?", server) == 0);
    }
}
