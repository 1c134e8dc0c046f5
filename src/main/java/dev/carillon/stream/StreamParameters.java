package dev.carillon.stream;

import dev.carillon.identity.Caller;
import dev.carillon.problem.Forbidden;
import dev.carillon.problem.InvalidField;
import dev.carillon.tenancy.OpaqueId;
import io.quarkus.security.identity.SecurityIdentity;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The parameters that streams and polls have in common. */
final class StreamParameters {

    // As many as a page of the list.
    private static final int MAX_SNAPSHOT = 100;
    private static final Pattern CLIENT_ID = Pattern.compile(OpaqueId.CLIENT_FORM);

    private StreamParameters() {}

    static Caller caller(SecurityIdentity identity) {
        Caller caller = Caller.of(identity);
        if (caller.isBackend()) {
            throw new Forbidden("An API key has no stream of its own; get a stream ticket for a user.");
        }
        return caller;
    }

    static @Nullable String clientId(@Nullable String given) {
        if (given != null && !CLIENT_ID.matcher(given).matches()) {
            throw new InvalidField("clientId", "must be 1 to 160 of A-Z a-z 0-9 _ . : @ -");
        }
        return given;
    }

    static int snapshotSize(@Nullable String given) {
        return given == null ? 0 : number("snapshot", given, 1, MAX_SNAPSHOT);
    }

    static int number(String name, String given, int min, int max) {
        try {
            int number = Integer.parseInt(given);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below like a number that is out of range.
        }
        throw new InvalidField(name, "must be a whole number from " + min + " to " + max);
    }

    /** Whether the second of two values is given; the first is the default. */
    static boolean isOther(String name, @Nullable String given, String usual, String other) {
        if (given == null || given.equals(usual)) {
            return false;
        }
        if (!given.equals(other)) {
            throw new InvalidField(name, "must be " + usual + " or " + other);
        }
        return true;
    }
}
