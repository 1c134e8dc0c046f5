package dev.carillon.stream;

import dev.carillon.socket.StreamHead;
import dev.carillon.sse.JsonLines;
import io.vertx.core.http.HttpServerRequest;

/** In which form a client gets its messages. */
enum StreamForm {
    /** Server-sent events, without end. */
    EVENTS("text/event-stream; charset=utf-8"),
    /** One JSON object in each line, without end. */
    LINES(JsonLines.MEDIA_TYPE),
    /** One JSON object, once there is something to tell. */
    POLL("application/json"),
    /** The same as lines. */
    POLL_LINES(JsonLines.MEDIA_TYPE);

    private final String contentType;

    StreamForm(String contentType) {
        this.contentType = contentType;
    }

    boolean isPoll() {
        return this == POLL || this == POLL_LINES;
    }

    void writeHead(HttpServerRequest http) {
        if (isPoll()) {
            StreamHead.writeOnce(http, contentType);
        } else {
            StreamHead.write(http, contentType);
        }
    }
}
