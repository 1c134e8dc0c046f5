package dev.carillon.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What an API key may do within its organization; which route needs which says {@link KeyAccess}. */
public enum Scope {
    /** Create notifications. */
    @JsonProperty("publish")
    PUBLISH,
    /** See what was sent to whom and whether it has arrived; vouch for users that open streams. */
    @JsonProperty("read")
    READ,
    /** End what others have signed in with; with the mark of an administrator also manage keys. */
    @JsonProperty("manage")
    MANAGE,
    /** Look at all pods and organizations, as operators do. Given by the command in a pod, never over HTTP. */
    @JsonProperty("operate")
    OPERATE;

    /** Of a JSON text; its number in this enumeration names no scope. */
    @JsonCreator
    static Scope read(String text) {
        return named(text).orElseThrow(() -> new IllegalArgumentException("no scope"));
    }

    /** Empty for any text that is no scope. */
    public static Optional<Scope> named(String text) {
        return Stream.of(values())
                .filter(scope -> scope.toString().equals(text))
                .findAny();
    }

    /** As it is written in JSON, in the database and on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
