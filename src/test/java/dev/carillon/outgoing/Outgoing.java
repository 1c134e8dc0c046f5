package dev.carillon.outgoing;

import dev.carillon.testkit.SharedServices;
import io.vertx.core.Vertx;
import java.util.Map;

/** Calls of a pod that may reach this machine, without an application around them. */
public final class Outgoing implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final HostAddresses addresses;
    private final OutgoingCalls calls;

    public Outgoing() {
        OutgoingConfig config = SharedServices.config(
                OutgoingConfig.class,
                Map.of(
                        "carillon.outgoing.allow-networks", "127.0.0.0/8",
                        "carillon.outgoing.allow-http", "true",
                        "carillon.outgoing.timeout", "5s"));
        addresses = new HostAddresses(config);
        calls = new OutgoingCalls(vertx, config, addresses, new AddressPolicy(config));
    }

    public OutgoingCalls calls() {
        return calls;
    }

    @Override
    public void close() {
        calls.close();
        addresses.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
