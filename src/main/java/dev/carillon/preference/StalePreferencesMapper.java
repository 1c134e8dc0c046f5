package dev.carillon.preference;

import dev.carillon.problem.Problem;
import dev.carillon.problem.ProblemCode;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

class StalePreferencesMapper {

    @ServerExceptionMapper
    Response stale(StalePreferences e) {
        return Problem.of(Response.Status.CONFLICT, ProblemCode.CHANGED_MEANWHILE, e.getMessage())
                .response()
                .build();
    }
}
