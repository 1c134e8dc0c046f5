package dev.carillon.schedule;

import dev.carillon.notification.Draft;
import java.time.Instant;

/**
 * A notification to be shown later.
 *
 * @param deliverAt in whole milliseconds
 * @param field of the request that has named the time, for an error
 */
public record ScheduledDraft(Draft draft, Instant deliverAt, String field) {}
