package dev.carillon.secret;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/**
 * Takes the passwords of addresses out of text that others read. Libraries quote an address whole where it does not suit
 * them: {@code postgres://account:password@host/database}. From any thread.
 */
public final class Redaction {

    /** The keys whose values are addresses that may hold a password. */
    private static final List<String> KEYS = List.of(
            "quarkus.datasource.jdbc.url",
            "quarkus.flyway.jdbc-url",
            "quarkus.redis.hosts",
            "quarkus.redis.bus.hosts",
            "quarkus.otel.exporter.otlp.endpoint");

    private static final String HIDDEN = "***";

    private static final Pattern NEXT_ADDRESS = Pattern.compile(",(?=[a-z+:]+//)");
    private static final Pattern PARAMETER = Pattern.compile("(?i)(password|passwd|passphrase)=[^\\s&;,)\"']+");
    // Of an address that is not known, so the account ends before a path, which may hold an @ of its own.
    private static final Pattern ACCOUNT = Pattern.compile("//[^\\s/@:]*:[^\\s/@]*@");

    private final List<String> accounts;

    /** Knows the addresses of this configuration. */
    public static Redaction of(Config config) {
        return new Redaction(key -> config.getOptionalValue(key, String.class));
    }

    /** @param setting the value of a configuration key */
    Redaction(Function<String, Optional<String>> setting) {
        // The longest first, as one may be a part of another.
        this.accounts = KEYS.stream()
                .flatMap(key -> setting.apply(key).stream())
                .flatMap(NEXT_ADDRESS::splitAsStream)
                .flatMap(Redaction::account)
                .distinct()
                .sorted(Comparator.comparing(String::length).reversed())
                .toList();
    }

    /** As it stands in the address, and as a library may quote it that has decoded it. */
    private static Stream<String> account(String address) {
        int begin = address.indexOf("//") + 2;
        // A password that is not encoded may hold an @ too.
        int end = address.lastIndexOf('@');
        if (begin < 2 || end < begin) {
            return Stream.empty();
        }
        String account = address.substring(begin, end + 1);
        return account.contains(":") ? Stream.of(account, decoded(account)) : Stream.empty();
    }

    private static String decoded(String account) {
        try {
            return URLDecoder.decode(account.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return account;
        }
    }

    /** Equal to {@code text} if it holds no password. */
    public String apply(String text) {
        String shown = text;
        for (String account : accounts) {
            shown = shown.replace(account, HIDDEN + "@");
        }
        if (shown.contains("//")) {
            shown = ACCOUNT.matcher(shown).replaceAll("//" + HIDDEN + "@");
        }
        return shown.contains("=") ? PARAMETER.matcher(shown).replaceAll("$1=" + HIDDEN) : shown;
    }
}
