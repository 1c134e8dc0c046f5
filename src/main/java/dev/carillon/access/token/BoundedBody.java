package dev.carillon.access.token;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/** Reads the body of a response; fails if it is larger than allowed. */
final class BoundedBody {

    private BoundedBody() {}

    static Future<String> read(HttpClientResponse response, int maxBytes) {
        Promise<String> read = Promise.promise();
        Buffer body = Buffer.buffer();
        response.exceptionHandler(read::tryFail);
        response.endHandler(end -> read.tryComplete(body.toString()));
        response.handler(part -> {
            body.appendBuffer(part);
            if (body.length() > maxBytes) {
                read.tryFail("larger than " + maxBytes + " bytes");
                response.request().reset();
            }
        });
        return read.future();
    }
}
