package dev.carillon.push;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request for a subscription: the JSON of a browser's {@code PushSubscription}, and a page.
 *
 * @param expirationTime not needed: the push service says when a subscription has ended
 * @param page the address that a notification opens if it names none of the same site
 * @param replaces the id of the caller's subscription that this one takes the place of, as the browser has given it another
 *     address; absent for none
 */
@Schema(name = "PutPushSubscription")
record NewSubscription(
        @Schema(examples = "https://push.example.net/wpush/v2/gAAAA") @NotBlank(message = "is missing")
        String endpoint,

        @NotNull(message = "is missing") @Valid Keys keys,
        @Nullable Double expirationTime,

        @Schema(examples = "https://app.example.com/inbox") @NotBlank(message = "is missing")
        String page,

        @Schema(examples = "5f2b7c9e0d1a4b3c8e6f7a9b0c1d2e3f")
        @Pattern(regexp = "[0-9a-f]{32}", message = "must be the id of a subscription")
        @Nullable
        String replaces) {

    /**
     * The browser's keys, in base64url.
     *
     * @param p256dh its public key
     * @param auth its secret
     */
    @Schema(name = "PushSubscriptionKeys")
    record Keys(
            @Schema(
                    examples =
                            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4")
            @NotBlank(message = "is missing")
            String p256dh,

            @Schema(examples = "BTBZMqHH6r4Tts7J_aSIgg") @NotBlank(message = "is missing")
            String auth) {

        /** Without the secret: records are logged by accident. */
        @Override
        public String toString() {
            return "Keys[…]";
        }
    }
}
