package dev.carillon.notification;

import dev.carillon.tenancy.OpaqueId;
import org.jspecify.annotations.Nullable;

/** The recipient of a notification within its organization. */
public sealed interface Recipient {

    /** Stands for all users who were erased. No session or token may have such a name. */
    String ERASED = "key:erased";

    /** One user, on all of that user's tabs and devices. */
    record OneUser(String userId) implements Recipient {
        public OneUser {
            if (!OpaqueId.isValid(userId)) {
                throw new IllegalArgumentException("A user id is " + OpaqueId.FORM);
            }
        }
    }

    /** Everyone in the organization: one row and one frame for any number of users. */
    record WholeOrganization() implements Recipient {}

    /** Reads the stored form: a user's id, or null for the whole organization. */
    static Recipient ofNullableUser(String userId) {
        return userId == null ? new WholeOrganization() : new OneUser(userId);
    }

    /** Whether a user of the organization may see the notification. */
    default boolean includes(String userId) {
        return nullableUser() == null || nullableUser().equals(userId);
    }

    /** The stored form: a user's id, or null for the whole organization. */
    default @Nullable String nullableUser() {
        return this instanceof OneUser user ? user.userId() : null;
    }
}
