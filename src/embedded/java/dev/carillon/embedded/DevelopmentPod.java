package dev.carillon.embedded;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * The pod of {@code ./mvnw quarkus:dev}, which Quarkus starts, changes and ends. It is ready as soon as its port
 * answers, because the page with the compiler's errors comes from there too.
 */
record DevelopmentPod(int httpPort) implements FrontedPod {
    private static final int CONNECT_MILLIS = 500;

    @Override
    public String name() {
        return "development";
    }

    @Override
    public String baseUrl() {
        return "http://" + Ports.LOOPBACK + ":" + httpPort;
    }

    @Override
    public boolean isAlive() {
        return true;
    }

    @Override
    public boolean isReady() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(Ports.LOOPBACK, httpPort), CONNECT_MILLIS);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public long pid() {
        return 0;
    }

    @Override
    public void kill() {
        throw new IllegalStateException(
                "Quarkus has started this pod and would not bring it back; q in its terminal ends it");
    }
}
