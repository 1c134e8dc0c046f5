package dev.carillon.push;

import com.interaso.webpush.VapidKeys;
import com.interaso.webpush.WebPush;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.stream.Stream;

/** The installation's pair of VAPID keys (RFC 8292), which its push messages are signed with. From any thread. */
@Singleton
@Startup
class VapidPair {

    private static final String KEYS = "carillon.push.public-key and .private-key";

    private final Optional<WebPush> signer;
    private final Optional<String> publicKey;

    /** @throws ConfigurationException if a part is missing or the keys are no pair */
    @Inject
    VapidPair(PushConfig config) {
        Optional<String> subject = given(config.subject());
        Optional<String> privateKey = given(config.privateKey());
        publicKey = given(config.publicKey());
        long parts = Stream.of(publicKey, privateKey, subject)
                .filter(Optional::isPresent)
                .count();
        if (parts == 0) {
            signer = Optional.empty();
        } else if (parts == 3) {
            signer = Optional.of(new WebPush(subject(subject.get()), pair(publicKey.get(), privateKey.get())));
        } else {
            throw new ConfigurationException(
                    "carillon.push: public-key, private-key and subject are needed, or none of them");
        }
    }

    private static Optional<String> given(Optional<String> text) {
        return text.map(String::strip).filter(one -> !one.isEmpty());
    }

    private static String subject(String text) {
        // It goes into JSON as it is.
        if (!text.matches("(mailto:|https://)[^\\s\"\\\\]{1,200}")) {
            throw new ConfigurationException("carillon.push.subject: must begin with mailto: or https://");
        }
        return text;
    }

    private static VapidKeys pair(String publicKey, String privateKey) {
        try {
            PushKey.of(publicKey);
            return VapidKeys.fromUncompressedBytes(publicKey, privateKey);
        } catch (Exception e) { // Kotlin declares nothing of what it throws.
            // Without the cause, whose message could name the key.
            throw new ConfigurationException(KEYS + ": are no pair as create-vapid-keys makes it");
        }
    }

    /** Empty without keys: nothing is pushed. */
    Optional<WebPush> signer() {
        return signer;
    }

    /** As browsers take it. */
    Optional<String> publicKey() {
        return publicKey;
    }
}
