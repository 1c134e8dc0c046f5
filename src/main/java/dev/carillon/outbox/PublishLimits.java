package dev.carillon.outbox;

import dev.carillon.handover.HandoverConfig;
import dev.carillon.publish.PublishConfig;
import dev.carillon.schedule.ScheduleConfig;

/** Limits that hold in the database: of the content, of the outbox, of what is scheduled, and of hand-over. */
record PublishLimits(PublishConfig content, OutboxConfig outbox, ScheduleConfig schedule, HandoverConfig handover) {}
