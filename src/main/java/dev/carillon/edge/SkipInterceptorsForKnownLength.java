package dev.carillon.edge;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestFilter;

/**
 * Spares a body that tells its length {@link BodyReader}, which has nothing to do for it: where a reader has
 * interceptors, the library parses the annotations of the resource's method anew for each request.
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
