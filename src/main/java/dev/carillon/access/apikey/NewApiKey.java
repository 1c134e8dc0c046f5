package dev.carillon.access.apikey;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of a request for a key.
 *
 * @param name what the key is for, as people will read it in the list
 * @param admin whether the key may itself manage keys; mostly not
 * @param expiresAt when it ends by itself; null for never
 */
@Schema(name = "CreateApiKey")
record NewApiKey(
        @Schema(examples = "orders backend")
        @NotBlank(message = "is missing")
        @Size(max = 128, message = "must not be longer than 128 characters")
        String name,

        boolean admin,
        Instant expiresAt) {}
