package dev.carillon.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ClientWorkspace;
import dev.carillon.testkit.NodePackage;
import dev.carillon.testkit.OwnDatabase;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code publication} of {@code @carillon/node/sql} in the database libraries of Node, against a real PostgreSQL. */
class PublishFromNodeTest {

    @Test
    void publicationsOfCommittedTransactionsAreInTheOutboxAndNoOthers() throws IOException {
        // Given
        OwnDatabase database = OwnDatabase.migratedTo("latest");
        Backend.of(database);
        ClientWorkspace project = ClientWorkspace.of(Path.of("src/test/sql-publish"));
        NodePackage.installIn(project);

        // When
        String said = project.node(
                "publish.mjs",
                database.url()
                        .replaceFirst("\\?.*", "")
                        .replaceFirst("^jdbc:postgresql://", "postgresql://shop:shop@"));

        // Then
        assertThat(said.lines()).containsExactly("scheduled", "22023 title");
        assertThat(
                        database.superuser()
                                .list(
                                        "select title || ' for ' || coalesce(user_id, 'all') || coalesce(', ' || handover_after, '') from outbox order by title, user_id"))
                .containsExactly("drizzle for 26, -1", "drizzle for 27, -1", "pg for 26, 60", "prisma for all");
        assertThat(
                        database.superuser()
                                .list(
                                        "select action_url || ' ' || collapse_key || ' ' || data::text from outbox where title = 'pg'"))
                .containsExactly("/orders/7 order-7 {\"order\":7}");
        assertThat(database.superuser().list("select title || ' ' || handover_after from scheduled"))
                .containsExactly("later 0");
    }
}
