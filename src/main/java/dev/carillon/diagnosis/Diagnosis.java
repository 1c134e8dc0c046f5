package dev.carillon.diagnosis;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.handover.HandoverReport;
import dev.carillon.push.report.PushReport;
import dev.carillon.receipt.Delivery;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The known facts about a notification's way to a user.
 *
 * @param createdAt the commit, by the database's clock
 * @param expired whether it is no longer shown
 * @param acknowledgements one for each of the user's clients that acknowledge
 * @param handover its hand-over to each endpoint; absent if it is not for this user
 * @param push its push to each browser of the user; absent if it is not for this user
 * @param pods those that have answered; a missing pod is gone, cut off, or was too slow
 * @param unknown the facts that no longer can be known, in words
 */
@Schema(requiredProperties = {"id", "user", "verdict", "createdAt", "expired", "acknowledgements", "pods", "unknown"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Diagnosis(
        long id,
        String user,
        Verdict verdict,
        Instant createdAt,
        boolean expired,
        List<Acknowledgement> acknowledgements,
        @Nullable HandoverReport handover,
        @Nullable PushReport push,
        List<PodReport> pods,
        List<String> unknown) {

    /** @param lastAcknowledgedAt when the client last acknowledged anything */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Acknowledgement(
            String clientId, boolean acknowledged, @Nullable Instant lastAcknowledgedAt) {

        static Acknowledgement of(Delivery delivery) {
            return new Acknowledgement(delivery.clientId(), delivery.acknowledged(), delivery.lastAcknowledgedAt());
        }
    }
}
