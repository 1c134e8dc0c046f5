package dev.carillon.push;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Whether this installation pushes.
 *
 * @param publicKey the key that a browser subscribes with; left out if push is off
 */
@Schema(
        name = "PushState",
        requiredProperties = {"enabled"})
record PushState(
        boolean enabled,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(examples = "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM")
        @Nullable
        String publicKey) {}
