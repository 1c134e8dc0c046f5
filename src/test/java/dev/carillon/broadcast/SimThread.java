package dev.carillon.broadcast;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * A thread of a simulated pod, for code that blocks. The world stands still while it runs, from one sleep to the next, so that
 * one seed decides the order of all that happens.
 */
public final class SimThread {

    private final SimWorld world;
    private final Semaphore turn = new Semaphore(0);
    private final Semaphore pause = new Semaphore(0);
    private long stalledUntil;
    private boolean dead;
    private boolean ended;

    public SimThread(SimWorld world, Consumer<SimThread> body) {
        this.world = world;
        Thread thread = new Thread(() -> run(body), "simulated");
        thread.setDaemon(true);
        thread.start();
        world.after(Duration.ZERO, this::resume);
    }

    private void run(Consumer<SimThread> body) {
        turn.acquireUninterruptibly();
        try {
            if (!dead) {
                body.accept(this);
            }
        } catch (Killed e) {
            // Its pod is dead.
        } finally {
            ended = true;
            pause.release();
        }
    }

    private void resume() {
        if (world.now() < stalledUntil && !dead) {
            world.at(stalledUntil, this::resume);
        } else if (!ended) {
            turn.release();
            pause.acquireUninterruptibly();
        }
    }

    /** Called by the thread itself. */
    public void sleep(Duration duration) {
        world.after(duration, this::resume);
        pause.release();
        turn.acquireUninterruptibly();
        if (dead) {
            throw new Killed();
        }
    }

    /** It goes on later than that, also if it sleeps for less. */
    public void stall(Duration duration) {
        stalledUntil = Math.max(stalledUntil, world.now()) + duration.toNanos();
    }

    public boolean isDead() {
        return dead;
    }

    /** In the middle of what it does. */
    public void kill() {
        dead = true;
        resume();
    }

    /** Ends the thread, as nothing else would. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed", null, false, false);
        }
    }
}
