package dev.carillon.inbox;

import dev.carillon.identity.Caller;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A count with its owner, for pages that share the answer to one of them: a browser's cookie may have become another
 * user's since.
 *
 * @param caller organization and user, as the stream's {@code connected} message names them
 */
@Schema(
        name = "OwnUnreadCount",
        requiredProperties = {"count", "unseen", "seenThrough", "version", "upTo", "preferences", "caller"})
record OwnUnreadCount(
        @Schema(examples = "3") long count,
        @Schema(examples = "1") long unseen,
        @Schema(examples = "96") long seenThrough,
        @Schema(examples = "118") long version,
        @Schema(examples = "97") long upTo,
        @Schema(examples = "1766811521000000") long preferences,
        @Schema(examples = "21/26") String caller) {

    static OwnUnreadCount of(Caller caller, UnreadCount unreadCount) {
        return new OwnUnreadCount(
                unreadCount.count(),
                unreadCount.unseen(),
                unreadCount.seenThrough(),
                unreadCount.version(),
                unreadCount.upTo(),
                unreadCount.preferences(),
                caller.name());
    }
}
