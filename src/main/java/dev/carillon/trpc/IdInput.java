package dev.carillon.trpc;

import jakarta.validation.constraints.AssertTrue;

/** Names one notification: {@code notificationId} as the Express application's component does, or {@code id}. */
record IdInput(Long notificationId, Long id) {

    long value() {
        return notificationId == null ? id : notificationId;
    }

    @AssertTrue(message = "is missing")
    boolean isIdGiven() {
        return (notificationId == null) != (id == null);
    }
}
