package dev.carillon.inbox;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The number of unread notifications.
 *
 * @param version of two counts of a user, the one with the higher version is newer
 * @param upTo the count includes every notification up to this id, and none beyond
 */
@Schema(
        name = "UnreadCount",
        requiredProperties = {"count", "version", "upTo"})
public record UnreadCount(
        @Schema(examples = "3") long count,
        @Schema(examples = "118") long version,
        @Schema(examples = "97") long upTo) {}
