package dev.carillon.outgoing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {

    private final AddressPolicy policy = new AddressPolicy(List.of(), List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.0.0.1",
                "100.64.0.1",
                "100.100.100.200",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.168.1.1",
                "198.18.0.1",
                "168.63.129.16",
                "224.0.0.1",
                "239.255.255.255",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:10.0.0.1",
                "::ffff:169.254.169.254",
                "::127.0.0.1",
                "64:ff9b::10.0.0.1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::1.1.1.1",
                "2002:7f00:1::1",
                "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                "2001:db8::1",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void addressThatIsNotPublicIsNotCalled(String address) throws UnknownHostException {
        assertThat(policy.allows("host", List.of(InetAddress.getByName(address))))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "223.255.255.255",
                "::ffff:1.1.1.1",
                "64:ff9b::1.1.1.1",
                "2606:4700:4700::1111",
                "2001:4860:4860::8888"
            })
    void publicAddressIsCalled(String address) throws UnknownHostException {
        assertThat(policy.allows("host", List.of(InetAddress.getByName(address))))
                .isTrue();
    }

    @Test
    void nameWithOneAddressThatIsNotPublicIsNotCalled() throws UnknownHostException {
        // Given
        List<InetAddress> addresses = List.of(InetAddress.getByName("1.1.1.1"), InetAddress.getByName("10.0.0.1"));

        // Then
        assertThat(policy.allows("host", addresses)).isFalse();
        assertThat(policy.allows("host", List.of())).isFalse();
    }

    @Test
    void allowedNetworkAndHostAreCalled() throws UnknownHostException {
        // Given
        AddressPolicy open = new AddressPolicy(List.of("10.2.0.0/16", "fd12::/32"), List.of("Intern.example"));
        List<InetAddress> metadata = List.of(InetAddress.getByName("169.254.169.254"));

        // Then
        assertThat(open.allows("a", List.of(InetAddress.getByName("10.2.255.1"))))
                .isTrue();
        assertThat(open.allows("a", List.of(InetAddress.getByName("fd12:0:1::1"))))
                .isTrue();
        assertThat(open.allows("a", List.of(InetAddress.getByName("10.3.0.1")))).isFalse();
        assertThat(open.allows("intern.example", metadata)).isTrue();
        assertThat(open.allows("other.intern.example", metadata)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0", "10.0.0.0/33", "10/8", "localhost/8", "", "fc00::/129", "10.0.0.0/x"})
    void networkThatCannotBeReadEndsTheStart(String text) {
        assertThatThrownBy(() -> Network.parse(text)).isInstanceOf(ConfigurationException.class);
    }
}
