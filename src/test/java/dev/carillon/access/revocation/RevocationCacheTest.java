package dev.carillon.access.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.LogUnavailable;
import dev.carillon.testkit.ChaosProxy;
import dev.carillon.testkit.SharedServices;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A pod's cache of revocations, over a connection to PostgreSQL that can be lost. */
class RevocationCacheTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final String organization = "known-" + UUID.randomUUID();
    private final DataSource direct = SharedServices.database();
    private final ChaosProxy way =
            ChaosProxy.to("127.0.0.1", SharedServices.get().postgres().port());
    private final RevocationConfig config =
            SharedServices.config(RevocationConfig.class, Map.of("carillon.revocations.max-per-organization", "3"));
    private final RevocationStore store = new RevocationStore(new Database(direct), config);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<String> ended = new ArrayList<>();
    private final RevocationCache known = new RevocationCache(
            new RevocationStore(new Database(overTheWay()), config),
            config,
            (of, user, tag) -> ended.add(of + " " + user + " " + tag),
            Clock.systemUTC(),
            registry);

    private DataSource overTheWay() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl("jdbc:postgresql://127.0.0.1:" + way.port() + "/carillon");
        source.setUser(SharedServices.get().postgres().user());
        source.setPassword(SharedServices.get().postgres().password());
        return source;
    }

    @AfterEach
    void close() {
        way.close();
    }

    @Test
    void podIsNotReadyBeforeItsFirstRead() {
        assertThat(known.isLoaded()).isFalse();
        known.refresh();
        assertThat(known.isLoaded()).isTrue();
    }

    @Test
    void revocationsFromBeforeTheStartAreKnownAndEndNoStream() {
        // Given
        store.store(organization, "token:1", HOUR);
        // When
        known.refresh();
        // Then
        assertThat(known.isRevoked(organization, "token:1")).isTrue();
        assertThat(known.isRevoked("another", "token:1")).isFalse();
        assertThat(ended).isEmpty();
    }

    @Test
    void newRevocationEndsItsStreamsOnce() {
        // Given
        known.refresh();
        long before = known.generation();
        // When
        store.store(organization, "token:1", HOUR);
        store.store(organization, "user:26", HOUR);
        known.refresh();
        known.refresh();
        // Then
        assertThat(ended).containsExactlyInAnyOrder(organization + " null token:1", organization + " 26 null");
        assertThat(known.isDisconnectedAfter(before, organization, "26")).isTrue();
        assertThat(known.isDisconnectedAfter(known.generation(), organization, "26"))
                .isFalse();
        assertThat(known.isDisconnectedAfter(before, organization, "27")).isFalse();
    }

    @Test
    void knownRevocationsOutliveADatabaseOutageAndMessagesAddToThem() {
        // Given
        store.store(organization, "token:1", HOUR);
        known.refresh();
        // When
        lose();
        known.hear(organization, "token:2");
        assertThrows(LogUnavailable.class, known::refresh);
        assertThrows(LogUnavailable.class, known::refresh);
        // Then
        assertThat(known.isRevoked(organization, "token:1")).isTrue();
        assertThat(known.isRevoked(organization, "token:2")).isTrue();
        assertThat(known.isLoaded()).isTrue();
    }

    @Test
    void missedRevocationIsFoundAndEndsItsStreams() {
        // Given
        store.store(organization, "token:1", HOUR);
        known.refresh();
        lose();
        assertThrows(LogUnavailable.class, known::refresh);
        // When
        store.store(organization, "token:2", HOUR);
        way.accept();
        known.refresh();
        // Then
        assertThat(known.isRevoked(organization, "token:2")).isTrue();
        assertThat(ended).containsExactly(organization + " null token:2");
    }

    /** Pods announce only stored revocations. Any other message is believed for two seconds. */
    @Test
    void messageIsBelievedUntilTheDatabaseHasBeenAsked() {
        // Given
        known.refresh();
        known.hear(organization, "token:1");
        assertThat(known.isRevoked(organization, "token:1")).isTrue();
        // When
        known.refresh();
        // Then
        assertThat(known.isRevoked(organization, "token:1")).isFalse();
    }

    @Test
    void messagesAreBelievedUpToABound() {
        // When
        for (int i = 0; i < 5; i++) {
            known.hear(organization, "token:" + i);
        }
        // Then
        assertThat(known.isRevoked(organization, "token:2")).isTrue();
        assertThat(known.isRevoked(organization, "token:3")).isFalse();
        assertThat(registry.counter("carillon.revocations.unheard").count()).isEqualTo(2);
    }

    @Test
    void expiredRevocationIsForgotten() {
        // Given
        store.store(organization, "token:1", Duration.ofSeconds(1));
        known.refresh();
        int size = known.size();
        // When
        Awaitility.await().until(() -> !known.isRevoked(organization, "token:1"));
        known.dropExpired();
        // Then
        assertThat(known.size()).isLessThan(size);
    }

    private void lose() {
        way.refuse();
        way.cutAll();
    }
}
