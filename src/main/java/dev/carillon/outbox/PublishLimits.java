package dev.carillon.outbox;

import dev.carillon.publish.PublishConfig;
import dev.carillon.schedule.ScheduleConfig;

/** Limits that hold in the database: of the content, of the outbox and of what is scheduled. */
record PublishLimits(PublishConfig content, OutboxConfig outbox, ScheduleConfig schedule) {}
