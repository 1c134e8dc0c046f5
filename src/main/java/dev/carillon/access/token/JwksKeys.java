package dev.carillon.access.token;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.VerificationJwkSelector;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * The public keys of an identity provider, fetched without blocking and cached. Known keys are served at once and
 * refreshed in the background. An unknown key id waits for a fetch, but fetches have a configured minimum pause: forged
 * ids must neither flood the provider nor delay valid tokens.
 *
 * <p>The library's own {@code HttpsJwks} fetches on the thread of the request that finds its cache old. Here that is an
 * event loop, and the request would wait although its key is known.
 */
final class JwksKeys implements VerificationKeys {

    private static final Logger LOG = Logger.getLogger(JwksKeys.class);

    private final URI url;
    private final JwtConfig config;
    private final Clock clock;
    private final Vertx vertx;
    private final HttpClient http;
    private volatile @Nullable List<JsonWebKey> keys;
    private Instant fetchedAt = Instant.MIN;
    private Instant triedAt = Instant.MIN;
    private @Nullable Future<Void> fetching;

    JwksKeys(URI url, JwtConfig config, Vertx vertx, Clock clock) {
        this.url = url;
        this.vertx = vertx;
        this.config = config;
        this.clock = clock;
        // One fetch in ten minutes needs no connection kept, and a kept one may close just before the next fetch.
        this.http = vertx.createHttpClient(new HttpClientOptions().setKeepAlive(false));
        // Keys that the provider has withdrawn are forgotten even if nobody signs in meanwhile.
        vertx.setPeriodic(config.jwksCacheFor().toMillis(), timer -> refreshIfEverFetched());
    }

    @Override
    public Future<Optional<Key>> find(JsonWebSignature token) {
        Optional<Key> known = select(token);
        if (known.isPresent()) {
            fetchIfOlderThan(config.jwksCacheFor());
            return Future.succeededFuture(known);
        }
        return fetchIfOlderThan(config.jwksRefreshPause()).map(fetched -> select(token));
    }

    private void refreshIfEverFetched() {
        if (keys != null) {
            fetchIfOlderThan(config.jwksCacheFor());
        }
    }

    /** Fails only while no key set was ever fetched. */
    private synchronized Future<Void> fetchIfOlderThan(Duration age) {
        if (fetching != null) {
            return fetching;
        }
        Instant now = clock.instant();
        boolean fresh = keys != null && now.isBefore(fetchedAt.plus(age));
        boolean triedJustNow = triedAt != Instant.MIN && now.isBefore(triedAt.plus(config.jwksRefreshPause()));
        if (fresh || triedJustNow) {
            return keys == null
                    ? Future.failedFuture("The signing keys could not be fetched a moment ago")
                    : Future.succeededFuture();
        }
        triedAt = now;
        Future<Void> fetch = fetch().timeout(config.jwksTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .compose(this::onFetched)
                .recover(this::onFailed);
        fetching = fetch.isComplete() ? null : fetch;
        return fetch;
    }

    private Future<String> fetch() {
        RequestOptions get = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(url.toString())
                .setTimeout(config.jwksTimeout().toMillis())
                .putHeader("Accept", "application/jwk-set+json, application/json");
        Promise<String> body = Promise.promise();
        // On one context from the first step to the last: on another thread, a short answer may have ended before
        // anybody listens to its body.
        vertx.getOrCreateContext().runOnContext(v -> send(get).onComplete(body));
        return body.future();
    }

    private Future<String> send(RequestOptions get) {
        return http.request(get).compose(request -> request.send()).compose(response -> {
            if (response.statusCode() != 200) {
                response.request().reset();
                return Future.failedFuture("status " + response.statusCode());
            }
            return BoundedBody.read(response, config.jwksMaxBytes());
        });
    }

    private synchronized Future<Void> onFetched(String json) {
        try {
            keys = new JsonWebKeySet(json).getJsonWebKeys();
        } catch (JoseException e) {
            return Future.failedFuture(e);
        }
        fetchedAt = clock.instant();
        fetching = null;
        return Future.succeededFuture();
    }

    private synchronized Future<Void> onFailed(Throwable failure) {
        fetching = null;
        LOG.warnf("Signing keys cannot be fetched: url=%s reason=%s", url, failure.getMessage());
        return keys == null ? Future.failedFuture(failure) : Future.succeededFuture();
    }

    private Optional<Key> select(JsonWebSignature token) {
        List<JsonWebKey> current = keys;
        if (current == null) {
            return Optional.empty();
        }
        try {
            JsonWebKey key = new VerificationJwkSelector().select(token, current);
            return key == null ? Optional.empty() : Optional.of(key.getKey());
        } catch (JoseException e) {
            return Optional.empty();
        }
    }
}
