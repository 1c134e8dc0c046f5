package dev.carillon.outgoing;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides which addresses may be called: public ones, and those that the configuration allows. A name with one address that
 * may not be called is not called at all, because its owner decides which address comes first. From any thread.
 *
 * <p>The ranges are those of the registries of special addresses (RFC 6890) that are not globally reachable.
 */
@Singleton
class AddressPolicy {

    private static final List<Network> CLOSED = networks(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10", // carrier-grade NAT, and metadata of some clouds
            "127.0.0.0/8",
            "169.254.0.0/16", // link-local, and metadata of most clouds
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3", // multicast, reserved, broadcast
            "168.63.129.16/32", // Azure's platform, at a public address
            "2001::/23", // Teredo and other protocols
            "2001:db8::/32",
            "2002::/16", // 6to4: an IPv4 address of any kind inside
            "3fff::/20");

    /** Everything outside is private, link-local, multicast, mapped or reserved. */
    private static final Network PUBLIC_IPV6 = Network.parse("2000::/3");

    /** An IPv4 address in its last 32 bits, for clusters without IPv4. */
    private static final Network NAT64 = Network.parse("64:ff9b::/96");

    private static final int IPV4_BYTES = 4;

    private final List<Network> allowedNetworks;
    private final Set<String> allowedHosts;

    @Inject
    AddressPolicy(OutgoingConfig config) {
        this(config.allowNetworks().orElse(List.of()), config.allowHosts().orElse(List.of()));
    }

    AddressPolicy(List<String> allowedNetworks, List<String> allowedHosts) {
        this.allowedNetworks = allowedNetworks.stream().map(Network::parse).toList();
        this.allowedHosts = allowedHosts.stream()
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static List<Network> networks(String... texts) {
        return Stream.of(texts).map(Network::parse).toList();
    }

    /** @param host in lower case */
    boolean allows(String host, List<InetAddress> addresses) {
        return allowedHosts.contains(host)
                || (!addresses.isEmpty() && addresses.stream().allMatch(address -> allows(address.getAddress())));
    }

    private boolean allows(byte[] address) {
        if (isIn(allowedNetworks, address)) {
            return true;
        }
        if (NAT64.contains(address)) {
            return allows(Arrays.copyOfRange(address, address.length - IPV4_BYTES, address.length));
        }
        return (address.length == IPV4_BYTES || PUBLIC_IPV6.contains(address)) && !isIn(CLOSED, address);
    }

    private static boolean isIn(List<Network> networks, byte[] address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }
}
