package dev.carillon.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.IdentityTest;
import dev.carillon.testkit.OpenStreams;
import io.micrometer.core.instrument.MeterRegistry;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Support asks while other organizations do the same. */
@IdentityTest
class DiagnosisTest {

    @Inject
    Credentials credentials;

    @Inject
    MeterRegistry metrics;

    @Inject
    DiagnosisConfig config;

    private final OpenStreams streams = new OpenStreams();

    @AfterEach
    void close() {
        streams.close();
    }

    /** Without a place the pods are not asked, and an answer would falsely say that nobody had a stream. */
    @Test
    void frequentCallerGets429AndAnotherOrganizationStillGetsAnAnswer() throws Exception {
        // Given
        Asker flood = new Asker();
        Asker calm = new Asker();
        AtomicBoolean over = new AtomicBoolean();
        int askers = config.maxWaiting() + 1;
        ExecutorService many = Executors.newFixedThreadPool(askers);
        try {
            List<Future<List<Response>>> flooding = new ArrayList<>();
            for (int i = 0; i < askers; i++) {
                String admin = "admin-" + i;
                flooding.add(many.submit(() -> flood.askUntil(over, admin)));
            }
            await().pollInterval(5, TimeUnit.MILLISECONDS)
                    .until(() ->
                            metrics.get("carillon.diagnosis.waiting").gauge().value()
                                    == config.maxWaitingPerOrganization());

            // When
            Response answer = calm.ask();

            // Then
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.jsonPath().getString("verdict")).isEqualTo("written");
            over.set(true);
            List<Response> told = new ArrayList<>();
            for (Future<List<Response>> one : flooding) {
                told.addAll(one.get());
            }
            assertThat(told).anySatisfy(DiagnosisTest::isRejected).allSatisfy(one -> {
                // Or 429, where it had no place among the queries that may take long.
                if (one.statusCode() == 200) {
                    assertThat(one.jsonPath().getString("verdict")).isEqualTo("written");
                }
            });
            await().until(() ->
                    metrics.get("carillon.diagnosis.waiting").gauge().value() == 0);
        } finally {
            over.set(true);
            many.shutdown();
        }
    }

    private static void isRejected(Response answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isNotEmpty();
    }

    /** An organization whose user has a stream that a notification was written to, and whose administrators ask. */
    private final class Asker {

        private final String organization = "diagnosis-" + UUID.randomUUID();
        private final long id;

        Asker() {
            String cookie = credentials.session("ada", organization, "admin").cookie();
            var stream = streams.connected(cookie);
            id = ApiClient.withCookie(cookie).created(Map.of());
            await().until(() -> OpenStreams.has(stream, "notification"));
        }

        List<Response> askUntil(AtomicBoolean over, String admin) {
            ApiClient asker = credentials.user(admin, organization, "admin");
            List<Response> answers = new ArrayList<>();
            while (!over.get()) {
                answers.add(ask(asker));
            }
            return answers;
        }

        Response ask() {
            return ask(credentials.user("bea", organization, "admin"));
        }

        private Response ask(ApiClient admin) {
            return admin.get("/" + id + "/diagnosis?user=ada").extract().response();
        }
    }
}
