package dev.carillon.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A permission of an API key within its organization. {@link KeyAccess} says which route needs which. */
public enum Scope {
    /** Create notifications. */
    @JsonProperty("publish")
    PUBLISH,
    /** Read what was sent to whom and whether it has arrived; vouch for users that open streams. */
    @JsonProperty("read")
    READ,
    /** Revoke other callers' credentials; with the role {@link Caller#ADMIN} also manage API keys. */
    @JsonProperty("manage")
    MANAGE,
    /** See all pods and organizations, as operators do. Granted by the command in a pod, never over HTTP. */
    @JsonProperty("operate")
    OPERATE;

    /** Reads JSON text only: a number must not name a scope by its place in this enum. */
    @JsonCreator
    static Scope read(String text) {
        return named(text).orElseThrow(() -> new IllegalArgumentException("no scope"));
    }

    /** Empty if the text is no scope. */
    public static Optional<Scope> named(String text) {
        return Stream.of(values())
                .filter(scope -> scope.toString().equals(text))
                .findAny();
    }

    /** The form in JSON, in the database and on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
