package dev.carillon.broadcast;

import dev.carillon.socket.Loop;
import java.time.Duration;

/** An event loop of a simulated pod: in order, one at a time, sometimes held up, and silent once its pod is dead. */
final class SimLoop implements Loop {

    private final SimWorld world;
    private long freeAt;
    private boolean dead;

    SimLoop(SimWorld world) {
        this.world = world;
    }

    @Override
    public void execute(Runnable task) {
        // A later task never runs before an earlier one, however long either takes to be picked up.
        freeAt = Math.max(
                freeAt, world.now() + world.upTo(Duration.ofNanos(300_000)).toNanos());
        world.at(freeAt, () -> run(task));
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
        world.after(delay, () -> execute(task));
    }

    private void run(Runnable task) {
        if (!dead) {
            task.run();
        }
    }

    void stall(Duration duration) {
        freeAt = Math.max(freeAt, world.now()) + duration.toNanos();
    }

    void die() {
        dead = true;
    }

    @Override
    public long nanoTime() {
        return world.now();
    }
}
