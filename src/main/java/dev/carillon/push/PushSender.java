package dev.carillon.push;

import com.interaso.webpush.WebPush;
import com.interaso.webpush.WebPush.Urgency;
import dev.carillon.inbox.Inbox;
import dev.carillon.outgoing.Answer;
import dev.carillon.outgoing.OutgoingCalls;
import dev.carillon.outgoing.Target;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToLongBiFunction;
import org.jspecify.annotations.Nullable;

/** Sends a message once: encrypted for its browser (RFC 8291), signed for its push service (RFC 8292). For one thread. */
@Singleton
class PushSender {

    // RFC 8292, 2, allows 24 h. A push service whose clock is wrong by hours takes these all the same.
    private static final Duration TOKEN_LIFETIME = Duration.ofHours(12);
    private static final Duration TOKEN_USE = Duration.ofHours(6);

    /** Push services beyond get a new signature each time. */
    private static final int MAX_TOKENS = 100;

    // RFC 8030, 5.4: at most 32 characters of base64url.
    private static final int TOPIC_CHARACTERS = 32;

    private final OutgoingCalls calls;
    private final VapidPair keys;
    private final ToLongBiFunction<String, String> badge;
    private final PushConfig config;
    private final Clock clock;
    private final Map<String, Token> tokens = new LinkedHashMap<>();

    private record Token(String text, Instant madeAt) {}

    @Inject
    PushSender(OutgoingCalls calls, VapidPair keys, Inbox inbox, PushConfig config, Clock clock) {
        this(
                calls,
                keys,
                (organizationId, userId) -> inbox.unread(organizationId, userId).count(),
                config,
                clock);
    }

    /** @param badge the number on the icon, of an organization and a user; may block */
    PushSender(
            OutgoingCalls calls,
            VapidPair keys,
            ToLongBiFunction<String, String> badge,
            PushConfig config,
            Clock clock) {
        if (config.lease().compareTo(calls.timeout()) <= 0) {
            // Another pod would send the same while this one waits.
            throw new ConfigurationException("carillon.push.lease must be longer than carillon.outgoing.timeout");
        }
        this.calls = calls;
        this.keys = keys;
        this.badge = badge;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Empty if it cannot be sent at all: there are no keys, or the browser's are none. Otherwise completes normally, on any
     * thread. Blocks for the count of the badge.
     */
    Optional<CompletableFuture<Answer>> send(PushClaim claim) {
        Optional<WebPush> signer = keys.signer();
        Optional<Target> target = Target.parse(claim.browser().endpoint());
        if (signer.isEmpty() || target.isEmpty()) {
            return Optional.empty();
        }
        byte[] body = signer.get()
                .getBody(
                        payload(claim),
                        claim.browser().publicKey(),
                        claim.browser().secret());
        Map<String, String> headers = new HashMap<>(signer.get()
                .getHeadersWithToken(
                        token(signer.get(), claim.browser().service()),
                        (int) timeToLive(claim).toSeconds(),
                        topic(claim),
                        claim.withdraws() ? Urgency.Low : Urgency.Normal));
        headers.put("User-Agent", "Carillon");
        return Optional.of(calls.post(target.get(), headers, body));
    }

    private byte[] payload(PushClaim claim) {
        long unread = badge.applyAsLong(claim.organizationId(), claim.userId());
        PushContent content = claim.content();
        if (content == null) {
            return PushPayload.withdraw(claim, unread);
        }
        return PushPayload.show(
                claim, content, unread, claim.wasTooLarge() ? PushPayload.SHORT_BYTES : PushPayload.MAX_BYTES);
    }

    private String token(WebPush signer, String service) {
        Instant now = clock.instant();
        Token held = tokens.get(service);
        if (held == null || held.madeAt().plus(TOKEN_USE).isBefore(now)) {
            held = new Token(signer.getToken(service, (int) TOKEN_LIFETIME.toSeconds()), now);
            tokens.put(service, held);
            if (tokens.size() > MAX_TOKENS) {
                tokens.remove(tokens.keySet().iterator().next());
            }
        }
        return held.text();
    }

    private Duration timeToLive(PushClaim claim) {
        Instant expires = claim.content() == null ? null : claim.content().expiresAt();
        if (expires == null) {
            return config.timeToLive();
        }
        Duration left = Duration.between(clock.instant(), expires);
        Duration shorter = left.compareTo(config.timeToLive()) < 0 ? left : config.timeToLive();
        return shorter.isNegative() ? Duration.ZERO : shorter;
    }

    /**
     * A message takes the place of one with the same topic that the push service still has. So a withdrawal takes that of what
     * it withdraws; but not that of a newer notification with the same collapse key.
     */
    static @Nullable String topic(PushClaim claim) {
        String key = claim.content() == null ? null : claim.content().collapsesAs();
        if (claim.withdraws() && claim.collapses()) {
            return null;
        }
        return hash(claim.organizationId() + "/" + claim.userId() + (key == null ? "#" + claim.about() : "/" + key));
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().encodeToString(hash).substring(0, TOPIC_CHARACTERS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
