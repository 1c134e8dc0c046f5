package dev.carillon.push;

import dev.carillon.outgoing.OutgoingCalls;
import dev.carillon.outgoing.Target;
import dev.carillon.problem.InvalidField;
import dev.carillon.push.SubscriptionStore.Checked;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Checks what a browser gives. Whether its address may be called is found out at each call: it may change. */
@Singleton
class SubscriptionCheck {

    // RFC 8291, 3.2.
    private static final int SECRET_BYTES = 16;

    // Every message has it.
    private static final int MAX_PAGE = 512;

    private static final int ID_CHARACTERS = 32;

    private final OutgoingCalls calls;
    private final PushServices services;

    @Inject
    SubscriptionCheck(OutgoingCalls calls, PushServices services) {
        this.calls = calls;
        this.services = services;
    }

    /** @throws InvalidField if anything cannot be used */
    Checked check(NewSubscription wanted) {
        Target target = Target.parse(wanted.endpoint())
                .filter(one -> one.isHttps() || calls.allowsHttp())
                .orElseThrow(() -> new InvalidField(
                        "endpoint", "must be an https address of at most " + Target.MAX_LENGTH + " ASCII characters"));
        if (!services.allow(target)) {
            throw new InvalidField("endpoint", "must be of a push service in carillon.push.services");
        }
        return new Checked(
                id(wanted.endpoint()),
                PushServices.origin(target),
                wanted.endpoint(),
                publicKey(wanted.keys().p256dh()),
                secret(wanted.keys().auth()),
                page(wanted.page()));
    }

    private static byte[] publicKey(String text) {
        try {
            return PushKey.of(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidField("keys.p256dh", "must be a point of P-256 in base64url");
        }
    }

    private static byte[] secret(String text) {
        try {
            byte[] secret = PushKey.decode(text);
            if (secret.length == SECRET_BYTES) {
                return secret;
            }
        } catch (IllegalArgumentException e) {
            // As of a wrong length.
        }
        throw new InvalidField("keys.auth", "must be 16 bytes in base64url");
    }

    private static String page(String text) {
        try {
            URI uri = new URI(text).parseServerAuthority();
            boolean isWeb = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            if (isWeb
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && text.length() <= MAX_PAGE
                    && text.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
                return text;
            }
        } catch (URISyntaxException e) {
            // As any other text.
        }
        throw new InvalidField(
                "page", "must be an absolute https or http address of at most " + MAX_PAGE + " ASCII characters");
    }

    /** The same for the same address, wherever it is given. */
    private static String id(String endpoint) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(endpoint.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, ID_CHARACTERS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
