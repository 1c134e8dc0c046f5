package dev.carillon.diagnosis;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.insight.DeliveryHistory;
import dev.carillon.insight.PodEvidence;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The answer of one pod.
 *
 * @param publishedAt when this pod published it; null if it did not, or has forgotten
 * @param busDelivered whether the bus was proven to deliver at that moment
 * @param receivedAt when this pod received it; null if it did not, or has forgotten
 * @param receivedBy {@code message} or {@code repair}
 * @param writtenTo how many clients of this pod it was written to on arrival; null once that is forgotten
 * @param streams the user's streams on this pod
 */
@Schema(requiredProperties = {"pod", "streams"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PodReport(
        String pod,
        @Nullable Instant publishedAt,
        @Nullable Boolean busDelivered,
        @Nullable Instant receivedAt,
        @Nullable String receivedBy,
        @Nullable Integer writtenTo,
        List<StreamReport> streams) {

    /**
     * @param closedAt null while the stream is open
     * @param isPast whether the stream was past the notification: then it was written, unless the stream did not want
     *     it
     * @param wantsType whether the stream asked for the notification's type; null once that is forgotten
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record StreamReport(
            String clientId,
            Instant openedAt,
            @Nullable Instant closedAt,
            boolean isPast,
            @Nullable Boolean wantsType) {}

    /** False if a pod of another version has left a field out. */
    boolean hasAll() {
        return pod != null
                && streams != null
                && streams.stream().allMatch(stream -> stream != null && stream.openedAt() != null);
    }

    static PodReport of(String pod, PodEvidence seen, long id) {
        DeliveryHistory.Published published = seen.published();
        DeliveryHistory.Received received = seen.received();
        return new PodReport(
                pod,
                published == null ? null : published.at(),
                published == null ? null : published.busDelivered(),
                received == null ? null : received.at(),
                received == null ? null : received.source().name().toLowerCase(Locale.ROOT),
                seen.writtenTo(),
                seen.streams().stream().map(s -> stream(s, id)).toList());
    }

    private static StreamReport stream(DeliveryHistory.Stream stream, long id) {
        boolean isPast = stream.reached() >= id;
        return new StreamReport(stream.clientId(), stream.openedAt(), stream.closedAt(), isPast, stream.wantsType());
    }
}
