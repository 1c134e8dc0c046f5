package dev.carillon.publish;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The body of a batch: all of it is committed, in one transaction, or nothing is. */
@Schema(name = "CreateNotifications", requiredProperties = "notifications")
public record BatchRequest(
        @NotEmpty(message = "is missing")
        @Size(max = PublishRequest.MAX_AT_ONCE, message = "must not be more than 1000")
        List<@Valid @NotNull(message = "is missing") PublishRequest> notifications) {}
