package dev.carillon.canary;

import dev.carillon.fanout.Client;
import dev.carillon.fanout.DisconnectReason;
import dev.carillon.fanout.Frame;
import dev.carillon.fanout.ResetReason;
import dev.carillon.socket.Loop;
import dev.carillon.socket.SharedBytes;
import dev.carillon.sse.Cursor;
import dev.carillon.tenancy.ReservedOrganization;
import java.util.function.LongConsumer;

/** A client as every other, on one of the event loops, whose socket is this process. On its loop only. */
final class CanaryClient implements Client {

    private final Loop loop;
    private final Runnable onConnected;
    private final LongConsumer onShown;
    private final Runnable onEnd;

    /** @param onShown gets the id of each notification that is shown */
    CanaryClient(Loop loop, Runnable onConnected, LongConsumer onShown, Runnable onEnd) {
        this.loop = loop;
        this.onConnected = onConnected;
        this.onShown = onShown;
        this.onEnd = onEnd;
    }

    @Override
    public String id() {
        return "canary";
    }

    @Override
    public String userId() {
        return "canary";
    }

    @Override
    public String organizationId() {
        return ReservedOrganization.CANARY;
    }

    @Override
    public String credential() {
        return "canary";
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public boolean wants(String type) {
        return true;
    }

    @Override
    public void onSubscribed(Handle handle) {
        // It never falls behind, so it need not ask where it stands.
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public void write(Frame frame) {
        onShown.accept(frame.id());
    }

    @Override
    public void write(SharedBytes event) {
        // Signals are for users.
    }

    @Override
    public void flush() {
        // There is no socket.
    }

    @Override
    public void onConnected(Cursor position, boolean resumed) {
        onConnected.run();
    }

    @Override
    public void onReset(Cursor position, ResetReason reason) {
        // It goes on at the head.
    }

    @Override
    public void disconnect(DisconnectReason reason) {
        onEnd.run();
    }
}
