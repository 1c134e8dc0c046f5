package dev.carillon.insight;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pod's evidence on one notification and one user.
 *
 * @param published null if the pod did not publish it, or has forgotten it
 * @param received null if it did not come to the pod, or is forgotten
 * @param writtenTo how many live clients it was written to; null if the recent log does not have it
 * @param streams of the user: open ones, and ended ones that are remembered
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
