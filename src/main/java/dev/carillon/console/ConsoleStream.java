package dev.carillon.console;

import dev.carillon.identity.AdmittedCaller;
import dev.carillon.sse.SseText;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/**
 * One console that is being looked at. What it is told is absolute, so nothing is queued for it: while its socket is
 * full it misses moments. Owned by the connection's event loop, except for {@link #run}.
 */
final class ConsoleStream {

    // Pods are heard one after the other once somebody listens: by then each has told its history.
    private static final int WITH_HISTORY = 3;

    // A socket that takes nothing for so many intervals belongs to nobody any more.
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
     * @param whole with the history, which a new console is told
     * @param now without
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

    /** The last word. */
    void end(byte[] farewell, long retryMillis) {
        if (!response.ended() && !response.closed()) {
            response.end(Buffer.buffer(SseText.retry(retryMillis)).appendBytes(SseText.event(farewell)));
        }
    }
}
