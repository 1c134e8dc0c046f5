package dev.carillon.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.preference.PodPreferences.Hold;
import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.LogUnavailable;
import dev.carillon.tenancy.Query;
import dev.carillon.testkit.ChaosProxy;
import dev.carillon.testkit.SharedServices;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A pod's copy of preferences, over a connection to PostgreSQL that can be lost. */
class PodPreferencesTest {

    private static final String OF_MANY = """
            select count(store_preferences(?, 'user' || n, 0, '[]', null, '{-a}', true)) from generate_series(1, 1100) n
            """;

    private final String organization = "prefs-" + UUID.randomUUID();
    private final ChaosProxy way =
            ChaosProxy.to("127.0.0.1", SharedServices.get().postgres().port());
    private final PreferenceStore store =
            new PreferenceStore(new Database(SharedServices.database()), new ObjectMapper(), Clock.systemUTC());
    private final ExecutorService blocking = Executors.newSingleThreadExecutor();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<MutedTypes> heard = new ArrayList<>();
    private final PodPreferences pod = pod(Map.of());

    private PodPreferences pod(Map<String, String> settings) {
        PreferenceConfig config = SharedServices.config(PreferenceConfig.class, settings);
        return new PodPreferences(new ObeyedStore(new Database(overTheWay())), config, blocking, registry);
    }

    private DataSource overTheWay() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl("jdbc:postgresql://127.0.0.1:" + way.port() + "/carillon");
        source.setUser(SharedServices.get().postgres().user());
        source.setPassword(SharedServices.get().postgres().password());
        return source;
    }

    @AfterEach
    void close() {
        blocking.shutdown();
        way.close();
    }

    @Test
    void streamBeginsWithWhatWasStoredBefore() {
        // Given
        store.store(organization, "ada", own(0, "a", false));
        store.storeDefaults(organization, defaults(0, new TypeDefault("b", null, false, null, null, null)));
        // When
        MutedTypes muted = hold(pod, "ada").first();
        // Then
        assertThat(muted.isMuted("a")).isTrue();
        assertThat(muted.isMuted("b")).isTrue();
        assertThat(muted.isMuted("c")).isFalse();
        assertThat(hold(pod, "eve").first().isMuted("a")).isFalse();
    }

    @Test
    void changeIsToldOnceToTheStreamsThatItConcerns() {
        // Given
        pod.refresh();
        hold(pod, "ada").watch(this::hear);
        hold(pod, "eve").watch((types, change, forMany) -> heard.add(null));
        // When
        store.store(organization, "ada", own(0, "a", false));
        pod.refresh();
        pod.refresh();
        // Then
        assertThat(heard).containsExactly(new MutedTypes(List.of("-a")));
        store.store(organization, "ada", own(1, "a", true));
        pod.refresh();
        assertThat(heard).endsWith(MutedTypes.NONE).hasSize(2);
    }

    @Test
    void changeBetweenHoldAndWatchIsTold() {
        // Given
        pod.refresh();
        Hold early = hold(pod, "ada");
        // When
        store.store(organization, "ada", own(0, "a", false));
        pod.refresh();
        early.watch(this::hear);
        // Then
        assertThat(early.first().isEmpty()).isTrue();
        assertThat(heard).containsExactly(new MutedTypes(List.of("-a")));
    }

    @Test
    void changeOfTheOrganizationIsToldToAllButThoseWhoHaveSaidOtherwise() {
        // Given
        pod.refresh();
        store.store(organization, "eve", own(0, "a", true));
        hold(pod, "ada").watch((types, change, forMany) -> {
            assertThat(forMany).isTrue();
            hear(types, change, forMany);
        });
        List<MutedTypes> eve = new ArrayList<>();
        hold(pod, "eve").watch((types, change, forMany) -> eve.add(types));
        // When
        store.storeDefaults(organization, defaults(0, new TypeDefault("a", null, false, null, null, null)));
        pod.refresh();
        // Then
        assertThat(heard).hasSize(1).allMatch(types -> types.isMuted("a"));
        assertThat(eve).noneMatch(types -> types.isMuted("a"));
    }

    @Test
    void thousandsOfChangesAreTakenInSets() {
        // Given
        pod.refresh();
        hold(pod, "ada").watch(this::hear);
        // When
        new Database(SharedServices.database()).query(organization, Query.of(OF_MANY, organization), row -> row.next());
        store.store(organization, "ada", own(0, "a", false));
        pod.refresh();
        // Then
        assertThat(heard).hasSize(1);
    }

    @Test
    void releasedStreamHearsNothing() {
        // Given
        pod.refresh();
        Hold hold = hold(pod, "ada");
        MutedTypesListener listener = this::hear;
        hold.watch(listener);
        // When
        hold.release(listener);
        store.store(organization, "ada", own(0, "a", false));
        pod.refresh();
        // Then
        assertThat(heard).isEmpty();
        assertThat(hold(pod, "ada").first().isMuted("a")).isTrue();
    }

    @Test
    void withoutTheDatabaseAStreamHasToComeAgain() {
        // Given
        pod.refresh();
        way.refuse();
        way.cutAll();
        // When
        CompletionException failed = assertThrows(CompletionException.class, () -> hold(pod, "ada"));
        // Then
        assertThat(failed).hasCauseInstanceOf(LogUnavailable.class);
        assertThrows(LogUnavailable.class, pod::refresh);
        way.accept();
        assertThat(hold(pod, "ada").first().isEmpty()).isTrue();
    }

    @Test
    void furtherUsersAreRejectedUntilOthersHaveLeft() {
        // Given
        PodPreferences small = pod(Map.of("carillon.preferences.pod-bytes", "500"));
        Hold ada = hold(small, "ada");
        hold(small, "bob");
        // When
        CompletionException full = assertThrows(CompletionException.class, () -> hold(small, "eve"));
        // Then
        assertThat(full).hasCauseInstanceOf(PodPreferences.Full.class);
        assertThat(registry.get("carillon.limit.refused")
                        .tag("limit", "preferences")
                        .counter()
                        .count())
                .isEqualTo(1);
        hold(small, "ada").release();
        ada.release();
        assertThat(hold(small, "eve").first().isEmpty()).isTrue();
    }

    @Test
    void nothingIsKeptOfUsersThatHaveLeft() {
        // Given
        PodPreferences forgetful = pod(Map.of("carillon.preferences.keep-idle", "0s"));
        store.store(organization, "ada", own(0, "a", false));
        store.storeDefaults(organization, defaults(0, new TypeDefault("b", null, false, null, null, null)));
        Hold stays = hold(forgetful, "bob");
        for (int poll = 0; poll < 100; poll++) {
            hold(forgetful, "ada").release();
        }
        // When
        forgetful.refresh();
        double withBob = bytes(forgetful);
        stays.release();
        forgetful.refresh();
        // Then
        assertThat(withBob).isPositive();
        assertThat(bytes(forgetful)).isZero();
        assertThat(forgetful.holds(organization)).isFalse();
    }

    @Test
    void nothingIsKeptOfAUserWhoIsErasedOnceTheLastStreamHasEnded() {
        // Given
        store.store(organization, "ada", own(0, "a", false));
        Hold last = hold(pod, "ada");
        // When
        pod.leave(organization, "ada");
        boolean whileOpen = pod.holds(organization);
        last.release();
        // Then
        assertThat(whileOpen).isTrue();
        assertThat(pod.holds(organization)).isFalse();
        assertThat(bytes(pod)).isZero();
    }

    private static double bytes(PodPreferences pod) {
        return pod.bytes();
    }

    private void hear(MutedTypes types, long change, boolean forMany) {
        assertThat(change).isPositive();
        heard.add(types);
    }

    private Hold hold(PodPreferences by, String user) {
        return by.hold(organization, user).toCompletableFuture().join();
    }

    private static PreferencesChange own(long version, String type, boolean inApp) {
        return new PreferencesChange(version, List.of(new TypePreference(type, inApp, null, null)), null);
    }

    private static DefaultsChange defaults(long version, TypeDefault... types) {
        return new DefaultsChange(version, List.of(types));
    }
}
