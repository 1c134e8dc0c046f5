package dev.carillon.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint as it is listed: everything but its secret.
 *
 * @param types patterns of the notifications' types; empty for all
 * @param disabledBy the caller that has disabled it, or {@code answer 410}
 * @param waiting as many events as wait, up to the bound
 * @param failures attempts that have failed since the last that has not
 * @param missedAt when the endpoint last missed events that are not in the log, because too many were waiting
 * @param formerSecretUntil until when the former secret signs, too
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
            "failures"
        })
@JsonInclude(JsonInclude.Include.NON_NULL)
record Webhook(
        @Schema(examples = "5f0c6a9be2d4375a") String id,

        @Schema(examples = "https://hooks.example.com/carillon")
        String url,

        String description,
        @Schema(examples = "[\"notification.created\"]") List<String> events,
        @Schema(examples = "[\"payment.*\"]") List<String> types,
        String createdBy,
        @Schema(format = "date-time") String createdAt,
        boolean enabled,
        @Nullable String disabledBy,
        long waiting,
        int failures,
        @Schema(format = "date-time") @Nullable String missedAt,
        @Schema(format = "date-time") @Nullable String formerSecretUntil) {}
