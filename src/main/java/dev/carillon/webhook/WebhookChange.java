package dev.carillon.webhook;

import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request that changes an endpoint. Fields that are left out stay as they are.
 *
 * @param enabled true also ends a pause of a failing endpoint; events of the time in between are not sent
 */
@Schema(name = "ChangeWebhook")
record WebhookChange(
        @Nullable String url,
        @Nullable List<String> events,
        @Nullable List<String> types,

        @Size(max = 256, message = "must not be longer than 256 characters") @Nullable
        String description,

        @Schema(examples = "false") @Nullable Boolean enabled) {}
