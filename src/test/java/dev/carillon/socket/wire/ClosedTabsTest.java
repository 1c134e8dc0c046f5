package dev.carillon.socket.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.Http2Peer;
import dev.carillon.testkit.IdentityTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gateway that speaks HTTP/2 to pods has many users on one connection, and each tab that closes is a reset there. */
@IdentityTest
class ClosedTabsTest {

    private static final int INNOCENT = 1;
    private static final int USERS = 20;
    // Fewer than a caller may open at once, and all of them at a time than a connection may have.
    private static final int TABS_OF_EACH = 50;
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String STREAM = "/api/notifications/stream";

    @Inject
    Credentials credentials;

    private final String organization = "tabs-" + UUID.randomUUID();
    private Http2Peer peer;

    @BeforeEach
    void connect() {
        peer = new Http2Peer();
    }

    @AfterEach
    void close() {
        peer.close();
    }

    @Test
    void streamOutlivesAStormOfOtherUsersClosedTabs() {
        // Given
        Credentials.Session innocent = credentials.session("innocent", organization);
        open(INNOCENT, innocent);
        await().atMost(SOON).until(() -> peer.body(INNOCENT).contains("\"connected\""));

        // When
        for (int user = 0; user < USERS; user++) {
            Credentials.Session session = credentials.session("u" + user, organization);
            int first = INNOCENT + 2 + 2 * TABS_OF_EACH * user;
            int[] tabs =
                    IntStream.range(0, TABS_OF_EACH).map(tab -> first + 2 * tab).toArray();
            IntStream.of(tabs).forEach(tab -> open(tab, session));
            await("the tabs of user " + user)
                    .atMost(SOON)
                    .until(() -> peer.isOver()
                            || IntStream.of(tabs)
                                    .noneMatch(tab -> peer.status(tab).equals("none")));
            IntStream.of(tabs).forEach(peer::reset);
        }
        innocent.client().created(Map.of("type", "t", "title", "still here", "message", "m"));

        // Then
        await("the notification")
                .atMost(SOON)
                .until(() -> peer.isOver() || peer.body(INNOCENT).contains("still here"));
        assertThat(peer.isOver()).isFalse();
        assertThat(peer.body(INNOCENT)).contains("still here");
    }

    private void open(int stream, Credentials.Session session) {
        peer.headers(stream, true, Http2Peer.request("GET", STREAM, "cookie", session.cookie()));
    }
}
