package dev.carillon.embedded;

import io.vertx.core.MultiMap;
import java.util.List;

/** Logs anybody in at the {@link FrontDoor}. Safe for use by threads; may block. */
interface SignIns {

    /** A cookie, {@code name=value}, that signs this user in from now on. */
    String cookie(String userId, String organizationId, List<String> roles);

    /** Lets pods see who is calling. On an event loop; does not block. */
    void show(MultiMap headers);
}
