package dev.carillon.notification;

import dev.carillon.tenancy.OpaqueId;

/** Whom a notification is for, within its organization. */
public sealed interface Recipient {

    /** One user, on all of that user's tabs and devices. */
    record OneUser(String userId) implements Recipient {
        public OneUser {
            if (!OpaqueId.isValid(userId)) {
                throw new IllegalArgumentException("A user id is " + OpaqueId.FORM);
            }
        }
    }

    /** Everyone of the organization: one row and one frame, however many they are. */
    record WholeOrganization() implements Recipient {}

    /** Null, the stored form of the whole organization, or a user's id. */
    static Recipient ofNullableUser(String userId) {
        return userId == null ? new WholeOrganization() : new OneUser(userId);
    }

    /** Whether a user of the organization may see it. */
    default boolean includes(String userId) {
        return nullableUser() == null || nullableUser().equals(userId);
    }

    /** Null for the whole organization: the stored form. */
    default String nullableUser() {
        return this instanceof OneUser user ? user.userId() : null;
    }
}
