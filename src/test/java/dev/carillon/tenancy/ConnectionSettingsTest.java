package dev.carillon.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.EmbeddedResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class ConnectionSettingsTest {

    @Inject
    Database database;

    @Test
    void connectionsOfThePoolHaveTheLimits() {
        // When
        String limits = database.statement(
                Query.of("select current_setting('lock_timeout') || ' ' || current_setting('statement_timeout') || ' '"
                        + " || current_setting('idle_in_transaction_session_timeout') || ' '"
                        + " || current_setting('random_page_cost')"),
                row -> row.next() ? row.getString(1) : "");
        // Then
        assertThat(limits).isEqualTo("5s 10s 2s 1.1");
    }
}
