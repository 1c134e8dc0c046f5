package dev.carillon.insight;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one pod knows of one notification and one user.
 *
 * @param published null if it did not publish it, or has forgotten
 * @param received null if it did not come here, or is forgotten
 * @param writtenTo how many clients it was written to as it came; null once it is out of the recent log
 * @param streams the user's: the open ones, and those that have ended and are remembered
 */
public record PodEvidence(
        DeliveryHistory.@Nullable Published published,
        DeliveryHistory.@Nullable Received received,
        @Nullable Integer writtenTo,
        List<DeliveryHistory.Stream> streams) {

    public PodEvidence with(DeliveryHistory.Stream stream) {
        List<DeliveryHistory.Stream> more = new ArrayList<>(streams);
        more.add(stream);
        return new PodEvidence(published, received, writtenTo, List.copyOf(more));
    }
}
