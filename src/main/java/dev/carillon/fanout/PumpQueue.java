package dev.carillon.fanout;

import dev.carillon.socket.Loop;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.function.ToIntFunction;

/** Clients that are pumped one after the other, in as many turns of the loop as that takes. Owned by the loop. */
final class PumpQueue {

    private final Loop loop;
    private final int stepsPerTurn;
    private final ToIntFunction<Subscription> pump;
    private final Runnable onTurnEnded;
    private final Deque<Subscription> waiting = new ArrayDeque<>();
    private boolean scheduled;

    /**
     * @param pump moves a client forward and returns how many steps that took; does nothing for one that has left
     * @param onTurnEnded called when clients are left for another turn
     */
    PumpQueue(Loop loop, int stepsPerTurn, ToIntFunction<Subscription> pump, Runnable onTurnEnded) {
        this.loop = loop;
        this.stepsPerTurn = stepsPerTurn;
        this.pump = pump;
        this.onTurnEnded = onTurnEnded;
    }

    /** Pumps these, instead of those that still wait. */
    void restart(Collection<Subscription> clients) {
        waiting.clear();
        waiting.addAll(clients);
        if (!scheduled) {
            turn();
        }
    }

    private void turn() {
        scheduled = false;
        int left = stepsPerTurn;
        while (left > 0 && !waiting.isEmpty()) {
            left -= Math.max(1, pump.applyAsInt(waiting.remove()));
        }
        if (!waiting.isEmpty()) {
            scheduled = true;
            onTurnEnded.run();
            loop.execute(this::turn);
        }
    }
}
