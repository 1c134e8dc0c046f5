package dev.carillon.schedule;

import java.util.List;

/** The result of a request to schedule. */
public sealed interface ScheduleOutcome {

    /**
     * It is scheduled.
     *
     * @param scheduled in the order of the request
     * @param repeated whether an earlier request with the same key has done it
     */
    record Accepted(List<Scheduled> scheduled, boolean repeated) implements ScheduleOutcome {
        public Accepted {
            scheduled = List.copyOf(scheduled);
        }
    }

    /** The key was used for another body; nothing was written. */
    record KeyReused() implements ScheduleOutcome {}

    /** The organization has as many scheduled notifications as it may have; nothing was written. */
    record OrganizationFull() implements ScheduleOutcome {}

    /**
     * One scheduled notification, as its creator is answered.
     *
     * @param scheduledId to cancel it
     */
    record Scheduled(String scheduledId, String deliverAt) {}
}
