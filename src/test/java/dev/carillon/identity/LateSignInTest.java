package dev.carillon.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.EmbeddedResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class LateSignInTest {

    @Inject
    Handlers handlers;

    /** It does if there is a handler, by an index of all routes that it builds for each request. */
    @Test
    void quarkusRestDoesNotLookForTheTemplateOfThePath() {
        // Given
        handlers.seen.clear();

        // When
        ApiClient.nobody().get("").statusCode(401);

        // Then
        assertThat(handlers.seen).containsExactly(Optional.empty());
    }

    /** The handlers that requests have after the filters of Quarkus REST. */
    @Singleton
    static class Handlers {

        private final Set<Optional<Class<?>>> seen = ConcurrentHashMap.newKeySet();

        void register(@Observes Filters filters) {
            filters.register(
                    context -> {
                        seen.add(Optional.ofNullable(context.get(QuarkusHttpUser.AUTH_FAILURE_HANDLER))
                                .map(Object::getClass));
                        context.next();
                    },
                    198);
        }
    }
}
