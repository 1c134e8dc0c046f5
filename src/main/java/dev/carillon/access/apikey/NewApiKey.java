package dev.carillon.access.apikey;

import dev.carillon.identity.Scope;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of a request for a key.
 *
 * @param name what the key is for, as people will read it in the list
 * @param admin whether the key may itself manage keys; mostly not
 * @param scopes what the key may do; null for {@code publish}, with {@code admin} for {@code publish}, {@code read} and
 *     {@code manage}
 * @param expiresAt when it ends by itself; null for {@code carillon.api-keys.default-lifetime} from now
 */
@Schema(name = "CreateApiKey")
record NewApiKey(
        @Schema(examples = "orders backend")
        @NotBlank(message = "is missing")
        @Size(max = 128, message = "must not be longer than 128 characters")
        String name,

        boolean admin,

        @Schema(description = "What the key may do; publish where nothing is said", examples = "[\"publish\"]")
        Set<Scope> scopes,

        @Schema(description = "When it ends by itself; after a year where nothing is said")
        Instant expiresAt) {}
