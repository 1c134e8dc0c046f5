package dev.carillon.access.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.carillon.identity.Caller;
import dev.carillon.identity.Credential;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/**
 * The tokens that were called back before their time, in Redis for as long as any token can live. While Redis cannot be
 * asked, a signed token counts: it is what the identity provider has vouched for.
 */
@Singleton
public class RevokedTokens {

    private static final String PREFIX = "carillon:revoked:";

    private final JwtConfig config;
    private final Redis redis;
    private final Cache<String, Boolean> seen;

    @Inject
    RevokedTokens(JwtConfig config, Redis redis) {
        this.config = config;
        this.redis = redis;
        this.seen = Caffeine.newBuilder()
                .maximumSize(config.revocationCacheSize())
                .expireAfterWrite(config.revocationCacheFor())
                .build();
    }

    Future<Boolean> contains(Caller caller) {
        String key = key(caller.organizationId(), caller.credential().tag());
        Boolean known = seen.getIfPresent(key);
        if (known != null) {
            return Future.succeededFuture(known);
        }
        Request exists = Request.cmd(Command.EXISTS).arg(key);
        // Once more, because a connection of the pool may end in the moment in which it is handed out.
        return redis.send(exists)
                .recover(failure -> redis.send(exists))
                .timeout(config.revocationTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .map(reply -> reply.toInteger() > 0)
                .onSuccess(revoked -> seen.put(key, revoked))
                .otherwise(false);
    }

    /** The token of this organization with this {@code jti}; gives its tag. */
    public Future<String> add(String organizationId, String jti) {
        String tag = Credential.Token.tag(TokenName.digest(jti));
        Request set = Request.cmd(Command.SET)
                .arg(key(organizationId, tag))
                .arg(1)
                .arg("EX")
                .arg(config.maxLifetime().plus(config.clockSkew()).toSeconds());
        return redis.send(set)
                .timeout(config.revocationTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .map(tag);
    }

    /** From any thread: what is remembered of a token with this tag is asked anew. */
    public void forget(String tag) {
        seen.asMap().keySet().removeIf(key -> key.endsWith(tag));
    }

    private static String key(String organizationId, String tag) {
        return PREFIX + organizationId + ":" + tag;
    }
}
