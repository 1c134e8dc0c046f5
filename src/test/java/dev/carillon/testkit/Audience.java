package dev.carillon.testkit;

import java.util.Set;

/** Whom a notification is meant for, inside its organization. */
public sealed interface Audience {
    record WholeOrganization() implements Audience {}

    record Users(Set<String> users) implements Audience {}

    static Audience everybody() {
        return new WholeOrganization();
    }

    static Audience of(String... users) {
        return new Users(Set.of(users));
    }

    default boolean includes(String user) {
        return !(this instanceof Users some) || some.users().contains(user);
    }
}
