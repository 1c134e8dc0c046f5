package dev.carillon.check;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;

/** Whether the names of the stores lead to addresses from here. */
final class NameCheck implements CheckPart {

    private static final Pattern JDBC_HOSTS = Pattern.compile("jdbc:postgresql://(?:[^?]*@)?(?<hosts>[^/?]+)");
    private static final String LITERAL = "\\[.*|[0-9.]+";

    private final Config config;

    NameCheck(Config config) {
        this.config = config;
    }

    @Override
    public void run(Consumer<Finding> tell) {
        hosts(config).stream().map(NameCheck::resolve).forEach(tell);
    }

    private static Finding resolve(String host) {
        String subject = "name " + host;
        try {
            long start = System.nanoTime();
            String addresses = Arrays.stream(InetAddress.getAllByName(host))
                    .map(InetAddress::getHostAddress)
                    .collect(Collectors.joining(", "));
            long millis = (System.nanoTime() - start) / 1_000_000;
            return Finding.ok(subject, addresses + " in " + millis + " ms");
        } catch (UnknownHostException e) {
            return Finding.failure(
                    subject, "is not known here: wrong name, or pods may not ask the name server (NetworkPolicy)");
        }
    }

    /** Names alone: an address needs no name server. */
    static Set<String> hosts(Config config) {
        Set<String> hosts = new LinkedHashSet<>();
        for (String key : List.of("quarkus.datasource.jdbc.url", "quarkus.flyway.jdbc-url")) {
            Matcher url = JDBC_HOSTS.matcher(
                    config.getOptionalValue(key, String.class).orElse(""));
            if (url.find()) {
                Arrays.stream(url.group("hosts").split(","))
                        .map(host -> host.replaceAll(":[0-9]*$", ""))
                        .forEach(hosts::add);
            }
        }
        for (String key : List.of("quarkus.redis.hosts", "quarkus.redis.bus.hosts")) {
            config.getOptionalValues(key, String.class).orElse(List.of()).stream()
                    .map(URI::create)
                    .filter(address -> address.getHost() != null)
                    .forEach(address -> hosts.add(address.getHost()));
        }
        hosts.removeIf(host -> host.matches(LITERAL) || host.isEmpty());
        return hosts;
    }
}
