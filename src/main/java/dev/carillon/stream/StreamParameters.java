package dev.carillon.stream;

import dev.carillon.identity.Caller;
import dev.carillon.limit.PageRows;
import dev.carillon.problem.Forbidden;
import dev.carillon.problem.InvalidField;
import dev.carillon.problem.WholeNumber;
import dev.carillon.tenancy.OpaqueId;
import io.quarkus.security.identity.SecurityIdentity;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The parameters that streams and polls have in common. */
final class StreamParameters {

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
        return given == null ? 0 : number("snapshot", given, 1, PageRows.MAX);
    }

    static int number(String name, String given, int min, int max) {
        return (int) WholeNumber.parse(name, given, min, max);
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
