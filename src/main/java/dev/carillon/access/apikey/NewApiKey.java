package dev.carillon.access.apikey;

import dev.carillon.identity.Scope;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request for a key.
 *
 * @param name its purpose, as people will read it in the list
 * @param admin whether the key may manage keys; usually not
 * @param scopes its permissions; null for {@code publish}, with {@code admin} for {@code publish}, {@code read} and
 *     {@code manage}
 * @param expiresAt null for {@code carillon.api-keys.default-lifetime} from now
 */
@Schema(name = "CreateApiKey")
record NewApiKey(
        @Schema(examples = "orders backend")
        @NotBlank(message = "is missing")
        @Size(max = 128, message = "must not be longer than 128 characters")
        String name,

        boolean admin,

        @Schema(description = "Permissions of the key; publish if omitted", examples = "[\"publish\"]")
        Set<Scope> scopes,

        @Schema(description = "When it expires; by default after a year") @Nullable
        Instant expiresAt) {}
