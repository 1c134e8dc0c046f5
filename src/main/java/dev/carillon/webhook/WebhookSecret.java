package dev.carillon.webhook;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The answer to a rotation.
 *
 * @param secret the new secret, which no other answer shows
 * @param formerSecretUntil until when events carry a signature by the former one, too
 */
@Schema(requiredProperties = {"secret", "formerSecretUntil"})
record WebhookSecret(
        @Schema(examples = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        String secret,

        @Schema(format = "date-time") String formerSecretUntil) {}
