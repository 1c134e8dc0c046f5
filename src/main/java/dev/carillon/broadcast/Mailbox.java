package dev.carillon.broadcast;

import dev.carillon.bus.BusRejection;
import dev.carillon.socket.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Messages on their way to an organization's channel: those that wait for its event loop, and those that came before the
 * channel knew its log. All channels of a pod share the bytes. Messages beyond them are dropped and counted, and {@link
 * PositionCheck} finds the loss.
 */
final class Mailbox {

    private final String organizationId;
    private final Loop loop;
    private final ChannelContext context;
    private final Consumer<BusMessage> receiver;
    // Owned by the loop.
    private final List<BusMessage> beforeOpen = new ArrayList<>();

    /** @param receiver called on the loop */
    Mailbox(String organizationId, Loop loop, ChannelContext context, Consumer<BusMessage> receiver) {
        this.organizationId = organizationId;
        this.loop = loop;
        this.context = context;
        this.receiver = receiver;
    }

    /** From any thread: a message of the bus. */
    void put(byte[] message) {
        put(message.length, () -> receive(message));
    }

    /** From any thread. */
    void put(BusMessage message) {
        put(message.bytes(), () -> receiver.accept(message));
    }

    private void put(long bytes, Runnable task) {
        if (!context.queued().take(bytes)) {
            context.rejectionCounter().count(BusRejection.OVERFLOW, organizationId);
            return;
        }
        loop.execute(() -> {
            try {
                task.run();
            } finally {
                context.queued().giveBack(bytes);
            }
        });
    }

    private void receive(byte[] message) {
        try {
            BusMessage.decode(message)
                    .ifPresentOrElse(
                            receiver, () -> context.rejectionCounter().count(BusRejection.UNREADABLE, organizationId));
        } catch (RuntimeException e) {
            context.rejectionCounter().failed(organizationId, e);
        }
    }

    /** On the loop: keeps a message until the log is known. */
    void keep(BusMessage message) {
        if (beforeOpen.size() >= context.config().earlyMessages()
                || !context.queued().take(message.bytes())) {
            context.rejectionCounter().count(BusRejection.OVERFLOW, organizationId);
            return;
        }
        beforeOpen.add(message);
    }

    /** On the loop: the messages that were kept, which are forgotten here. */
    List<BusMessage> takeKept() {
        List<BusMessage> kept = List.copyOf(beforeOpen);
        kept.forEach(message -> context.queued().giveBack(message.bytes()));
        beforeOpen.clear();
        return kept;
    }
}
