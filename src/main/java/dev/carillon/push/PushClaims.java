package dev.carillon.push;

import java.util.List;
import java.util.Map;

/**
 * Messages that a pod got from the queue.
 *
 * @param dropped how many were not worth sending any more, by the reason
 */
record PushClaims(List<PushClaim> claims, Map<String, Integer> dropped) {

    PushClaims {
        claims = List.copyOf(claims);
        dropped = Map.copyOf(dropped);
    }
}
