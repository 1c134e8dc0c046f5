package dev.carillon.console;

import dev.carillon.identity.AdmittedCaller;
import dev.carillon.sse.SseText;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/**
 * The stream of one open console. Each update is complete, so nothing is queued: while the socket is full, updates are
 * skipped. Owned by the connection's event loop, except for {@link #run}.
 */
final class ConsoleStream {

    // Pods report one after the other once a console is open: by this number of updates each has sent its history.
    private static final int WITH_HISTORY = 3;

    // A socket that takes nothing for this many intervals has lost its client.
    private static final int MAX_SKIPPED = 30;

    private final AdmittedCaller admitted;
    private final Context loop;
    private final HttpServerResponse response;
    private final long openedAt = System.nanoTime();
    private int told;
    private int skipped;

    ConsoleStream(AdmittedCaller admitted, Context loop, HttpServerResponse response) {
        this.admitted = admitted;
        this.loop = loop;
        this.response = response;
    }

    AdmittedCaller admitted() {
        return admitted;
    }

    /** By {@link System#nanoTime}. */
    long openedAt() {
        return openedAt;
    }

    /** From any thread. */
    void run(Runnable task) {
        loop.runOnContext(v -> task.run());
    }

    /**
     * @param whole with the history, for a new console
     * @param now without the history
     */
    void tell(Buffer whole, Buffer now) {
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.writeQueueFull()) {
            skipped++;
            if (skipped >= MAX_SKIPPED) {
                response.reset();
            }
            return;
        }
        skipped = 0;
        response.write(told < WITH_HISTORY ? whole : now);
        told++;
    }

    /** Sends the last message and ends the stream. */
    void end(byte[] farewell, long retryMillis) {
        if (!response.ended() && !response.closed()) {
            response.end(Buffer.buffer(SseText.retry(retryMillis)).appendBytes(SseText.event(farewell)));
        }
    }
}
