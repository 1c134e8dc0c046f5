package dev.carillon.outgoing;

import java.util.List;
import java.util.Map;

/**
 * The part of a queue that a pod got, to send it.
 *
 * @param dropped how many were not worth sending any more, by the reason
 */
public record Claims<C>(List<C> claims, Map<String, Integer> dropped) {

    public Claims {
        claims = List.copyOf(claims);
        dropped = Map.copyOf(dropped);
    }
}
