package dev.carillon.access.session;

import dev.carillon.identity.Caller;
import dev.carillon.identity.CallerMechanism;
import dev.carillon.identity.FailedSignIn;
import dev.carillon.identity.SignInFault;
import dev.carillon.identity.SignInMethod;
import dev.carillon.identity.Unauthorized;
import dev.carillon.secret.Secrets;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Signs in by the session cookie of the Express application. Created at startup, which weak secrets fail. */
@ApplicationScoped
@Startup
class SessionMechanism extends CallerMechanism {

    private final SignedCookie cookie;
    private final String cookieName;
    private final Sessions sessions;

    @Inject
    SessionMechanism(SessionConfig config, Sessions sessions) {
        this.cookie = new SignedCookie(
                Secrets.of("carillon.session.secrets", config.secrets().orElse(List.of())));
        this.cookieName = config.cookieName();
        this.sessions = sessions;
    }

    @Override
    protected SignInMethod way() {
        return SignInMethod.COOKIE;
    }

    @Override
    protected Uni<Caller> caller(RoutingContext context) {
        Cookie given = context.request().getCookie(cookieName);
        Optional<String> sessionId = given == null ? Optional.empty() : cookie.sessionId(given.getValue());
        if (sessionId.isEmpty()) {
            if (given != null) {
                leave(SignInFault.BAD_SIGNATURE, context);
            }
            return Uni.createFrom().nullItem();
        }
        return sessions.lookUp(sessionId.get()).onItem().transform(state -> caller(context, state));
    }

    /** Null also for a session that has ended: browsers send its cookie to pages that need none. */
    private static @Nullable Caller caller(RoutingContext context, SessionState state) {
        if (state instanceof SessionState.Valid valid) {
            return valid.caller();
        }
        if (state instanceof SessionState.Unknown) {
            Unauthorized.markUndecided(context);
        } else {
            leave(SignInFault.NOT_IN_FORCE, context);
        }
        return null;
    }

    private static void leave(SignInFault fault, RoutingContext context) {
        new FailedSignIn(SignInMethod.COOKIE, fault, null).leaveIn(context);
    }
}
