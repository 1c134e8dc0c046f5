package dev.carillon.courier;

import java.util.List;
import java.util.Map;

/**
 * Events that a pod got from the queue.
 *
 * @param dropped how many events were not worth sending any more, by the reason
 */
record Claims(List<Claim> claims, Map<String, Integer> dropped) {

    Claims {
        claims = List.copyOf(claims);
        dropped = Map.copyOf(dropped);
    }
}
