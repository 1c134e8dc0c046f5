package dev.carillon.inbox;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The number of unread notifications, and how many of them the user has not even seen.
 *
 * @param seenThrough the user has seen everything up to this id
 * @param version of two counts of a user, the one with the higher version is newer
 * @param upTo the count includes every notification up to this id, and none beyond
 * @param preferences the newest change of preferences that it obeys; lists that were loaded before are out of date
 */
@Schema(
        name = "UnreadCount",
        requiredProperties = {"count", "unseen", "seenThrough", "version", "upTo", "preferences"})
public record UnreadCount(
        @Schema(examples = "3") long count,
        @Schema(examples = "1") long unseen,
        @Schema(examples = "96") long seenThrough,
        @Schema(examples = "118") long version,
        @Schema(examples = "97") long upTo,
        @Schema(examples = "1766811521000000") long preferences) {}
