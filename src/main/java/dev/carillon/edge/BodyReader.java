package dev.carillon.edge;

import dev.carillon.problem.TooLarge;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/**
 * Reads a body of unknown length ({@code Transfer-Encoding: chunked}, HTTP/2 without a length) no further than {@link
 * BodyLimit} allows. Its caller is authenticated by then, except for tRPC, which rejects in its own form.
 */
@jakarta.ws.rs.ext.Provider
class BodyReader implements ReaderInterceptor {

    private final CurrentVertxRequest current;

    // Interceptors are created before the configuration exists, so this is looked up later.
    private final Provider<BodyLimit> limit;

    BodyReader(CurrentVertxRequest current, Provider<BodyLimit> limit) {
        this.current = current;
        this.limit = limit;
    }

    /** Quarkus calls this on a worker unless the body is in memory already. */
    @Override
    public Object aroundReadFrom(ReaderInterceptorContext reading) throws IOException {
        RoutingContext context = current.getCurrent();
        if (context.request().getHeader(HttpHeaders.CONTENT_LENGTH) != null) {
            return reading.proceed();
        }
        int max = (int) limit.get().maxBytes(context);
        byte[] body = reading.getInputStream().readNBytes(max + 1);
        if (body.length > max) {
            limit.get().countRejected();
            throw new TooLarge(max);
        }
        if (body.length > 0) {
            // An empty body keeps its stream, by which it is recognized.
            reading.setInputStream(new ByteArrayInputStream(body));
        }
        return reading.proceed();
    }
}
