package dev.carillon.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.SharedServices;
import dev.carillon.testkit.Sql;
import dev.carillon.testkit.StrictServicesTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A database whose defaults are stricter than PostgreSQL's own: it ends idle sessions, and serializes. */
@StrictServicesTest
class DatabaseDefaultsTest {

    private static final int REQUESTS = 40;

    @Inject
    Credentials credentials;

    @Test
    void connectionsThatTheServerHasEndedAreNotUsed() {
        // Given
        ApiClient ada = credentials.user("ada", Credentials.newOrganization());
        assertThat(statuses(i -> ada.get("").extract().statusCode())).containsOnly(200);
        // Some stay in use, by the position check.
        await().atMost(Duration.ofSeconds(30)).until(() -> connections() <= 4);

        // When
        List<Integer> statuses = statuses(i -> ada.get("").extract().statusCode());

        // Then
        assertThat(statuses).containsOnly(200);
    }

    @Test
    void transactionsAreNotStricterThanTheyNeedToBe() {
        // Given
        ApiClient ada = credentials.user("ada", Credentials.newOrganization());
        List<Long> ids = IntStream.range(0, REQUESTS)
                .mapToObj(i -> ada.created(Map.of()))
                .toList();

        // When
        List<Integer> statuses = statuses(
                i -> ada.patch(ids.get(i), "{\"isRead\":true}").extract().statusCode());

        // Then
        assertThat(statuses).containsOnly(200);
    }

    private static List<Integer> statuses(IntFunction<Integer> request) {
        ExecutorService callers = Executors.newFixedThreadPool(REQUESTS);
        try {
            List<CompletableFuture<Integer>> answers = IntStream.range(0, REQUESTS)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> request.apply(i), callers))
                    .toList();
            return answers.stream().map(CompletableFuture::join).toList();
        } finally {
            callers.shutdown();
        }
    }

    private static long connections() {
        return Sql.ofOwner()
                .number(
                        "select count(*) from pg_stat_activity where usename = ?",
                        SharedServices.get().postgres().applicationUser());
    }
}
