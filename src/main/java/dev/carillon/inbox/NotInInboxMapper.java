package dev.carillon.inbox;

import dev.carillon.problem.Problem;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

class NotInInboxMapper {

    @ServerExceptionMapper
    Response notInInbox(NotInInbox e) {
        return Problem.of(Response.Status.NOT_FOUND, e.getMessage()).response().build();
    }
}
