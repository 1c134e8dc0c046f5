package dev.carillon.notification;

/**
 * A notification that has no id yet.
 *
 * @param actionUrl null where there is nothing to open
 */
public record Draft(Recipient recipient, String type, String title, String message, String actionUrl) {}
