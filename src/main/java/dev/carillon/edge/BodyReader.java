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
 * Reads a body that does not tell its length ({@code Transfer-Encoding: chunked}, HTTP/2 without one) no further than
 * {@link BodyLimit} allows. By then its caller has signed in, except to tRPC, which refuses in its own form.
 */
@jakarta.ws.rs.ext.Provider
class BodyReader implements ReaderInterceptor {

    private final CurrentVertxRequest current;

    // Interceptors are made before there is any configuration, so what needs it comes later.
    private final Provider<BodyLimit> limit;

    BodyReader(CurrentVertxRequest current, Provider<BodyLimit> limit) {
        this.current = current;
        this.limit = limit;
    }

    /** On a worker where the body is not in memory already: Quarkus sees to that. */
    @Override
    public Object aroundReadFrom(ReaderInterceptorContext reading) throws IOException {
        RoutingContext context = current.getCurrent();
        if (context.request().getHeader(HttpHeaders.CONTENT_LENGTH) != null) {
            return reading.proceed();
        }
        int max = (int) limit.get().maxBytes(context);
        byte[] body = reading.getInputStream().readNBytes(max + 1);
        if (body.length > max) {
            limit.get().countRefused();
            throw new TooLarge(max);
        }
        if (body.length > 0) {
            // An empty one is known by its stream, and stays what it was.
            reading.setInputStream(new ByteArrayInputStream(body));
        }
        return reading.proceed();
    }
}
