package dev.carillon.inbox;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How many notifications are unread.
 *
 * @param version of two counts of a user the one with the higher version is newer
 */
@Schema(name = "UnreadCount")
public record Tally(
        @Schema(examples = "3") long count,
        @Schema(examples = "118") long version) {}
