package dev.carillon.trpc;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Input of {@code notifications.stream}, with the meaning of the stream's parameters.
 *
 * @param types one or several
 * @param lastEventId tRPC's client adds it when it subscribes again
 */
record SubscriptionInput(
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable
        List<String> types,

        @Nullable String clientId,
        @Nullable Integer snapshot,
        @Nullable String lastEventId) {

    static final SubscriptionInput NONE = new SubscriptionInput(null, null, null, null);
}
