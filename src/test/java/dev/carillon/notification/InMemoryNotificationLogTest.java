package dev.carillon.notification;

import java.time.Clock;

class InMemoryNotificationLogTest extends NotificationLogContract {

    private final NotificationLog log = new InMemoryNotificationLog(Clock.systemUTC());

    @Override
    NotificationLog log() {
        return log;
    }
}
