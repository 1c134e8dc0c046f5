package dev.carillon.publish;

import dev.carillon.problem.InvalidField;
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
        List<@Valid @NotNull(message = "is missing") PublishRequest> notifications) {

    /** Whether it is shown later, which holds for all of it or for nothing. */
    boolean comesLater() {
        boolean scheduled = notifications.get(0).deliverAt() != null;
        for (int i = 0; i < notifications.size(); i++) {
            if (scheduled != (notifications.get(i).deliverAt() != null)) {
                throw new InvalidField(
                        "notifications[" + i + "]." + DeliveryTime.FIELD,
                        "must be given for all of a batch or for none");
            }
        }
        return scheduled;
    }
}
