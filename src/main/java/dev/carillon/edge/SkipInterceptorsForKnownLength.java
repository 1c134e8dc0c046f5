package dev.carillon.edge;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestFilter;

/**
 * Skips {@link BodyReader} for requests with a Content-Length, which it has nothing to do for. With any reader
 * interceptor present, RESTEasy parses the annotations of the resource's method again for each request.
 */
@Provider
class SkipInterceptorsForKnownLength implements ResteasyReactiveContainerRequestFilter {

    @Override
    public void filter(ResteasyReactiveContainerRequestContext request) {
        if (request.getServerRequestContext() instanceof ResteasyReactiveRequestContext context
                && context.serverRequest().getRequestHeader(HttpHeaders.CONTENT_LENGTH) != null) {
            context.setReaderInterceptors(null);
        }
    }
}
