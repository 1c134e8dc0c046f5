package dev.carillon.push;

import dev.carillon.outgoing.Target;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The push services that browsers may name. From any thread. */
@Singleton
class PushServices {

    private final List<Pattern> named;

    @Inject
    PushServices(PushConfig config) {
        named = config.services().orElse(List.of()).stream()
                .map(PushServices::pattern)
                .toList();
    }

    private static Pattern pattern(String host) {
        return Pattern.compile(
                Pattern.quote(host.strip().toLowerCase(Locale.ROOT)).replace("*", "\\E.+\\Q"));
    }

    boolean allow(Target target) {
        return named.isEmpty()
                || named.stream().anyMatch(one -> one.matcher(target.host()).matches());
    }

    /** The origin that requests are signed for: with a port only where it is not that of the scheme. */
    static String origin(Target target) {
        boolean usual = target.port() == (target.isHttps() ? 443 : 80);
        String host = target.host().contains(":") ? "[" + target.host() + "]" : target.host();
        return (target.isHttps() ? "https://" : "http://") + host + (usual ? "" : ":" + target.port());
    }

    /** A host, or * and the end of one, as a pattern of LIKE for origins of the usual port. */
    static String like(String host) {
        return "%://"
                + host.strip().toLowerCase(Locale.ROOT).replace("_", "\\_").replace('*', '%');
    }
}
