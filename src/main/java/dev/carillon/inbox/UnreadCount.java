package dev.carillon.inbox;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How many notifications are unread.
 *
 * @param version of two counts of a user the one with the higher version is newer
 * @param upTo every notification up to this id is in the count, and none beyond
 */
@Schema(name = "UnreadCount")
public record UnreadCount(
        @Schema(examples = "3") long count,
        @Schema(examples = "118") long version,
        @Schema(examples = "97") long upTo) {}
