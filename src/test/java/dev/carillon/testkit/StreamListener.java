package dev.carillon.testkit;

/** Called during a stream's life on the loop thread of its {@link SseClients}: must not block. */
public interface StreamListener {
    default void onHead(ResponseHead head) {}

    default void onEvent(ReceivedEvent event) {}

    default void onComment(String text) {}

    /** Exactly once, last. */
    default void onEnd(Ending ending) {}
}
