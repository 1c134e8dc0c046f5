package dev.carillon.access.token;

import io.vertx.core.Future;
import java.security.Key;
import java.util.Optional;
import org.jose4j.jws.JsonWebSignature;

/** Finds the key that a token claims to be signed with. Never blocks. */
interface VerificationKeys {

    /** Empty if there is no such key; fails while that cannot be told. */
    Future<Optional<Key>> find(JsonWebSignature token);
}
