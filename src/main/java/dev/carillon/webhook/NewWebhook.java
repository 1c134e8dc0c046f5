package dev.carillon.webhook;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request for an endpoint.
 *
 * @param types null or empty for all
 */
@Schema(name = "CreateWebhook")
record NewWebhook(
        @Schema(examples = "https://hooks.example.com/carillon") @NotBlank(message = "is missing")
        String url,

        @Schema(examples = "[\"notification.created\"]") @NotEmpty(message = "is missing")
        List<String> events,

        @Schema(description = "Types of notifications, each with an optional * at its end; all if omitted") @Nullable
        List<String> types,

        @Size(max = 256, message = "must not be longer than 256 characters") @Nullable
        String description) {}
