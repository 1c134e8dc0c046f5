package dev.carillon.webhook;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The answer to a request for a new endpoint.
 *
 * @param secret the signing secret, which no other answer shows
 */
@Schema(
        requiredProperties = {
            "id",
            "url",
            "description",
            "events",
            "types",
            "createdBy",
            "createdAt",
            "enabled",
            "waiting",
            "failures",
            "secret"
        })
record CreatedWebhook(
        @JsonUnwrapped Webhook about,

        @Schema(examples = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        String secret) {}
