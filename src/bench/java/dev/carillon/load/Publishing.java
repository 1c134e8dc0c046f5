package dev.carillon.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The publishes of a run, at a fixed concurrency or at a fixed rate. Owned by the generator's event loop. */
final class Publishing {

    private static final long SEED = 7;
    private static final int CONNECTIONS_AT_A_RATE = 16;

    private final LoadOptions options;
    private final Ledger ledger;
    private final EventLoop loop;
    private final List<PublishConnection> connections = new ArrayList<>();
    private final List<URI> urls;
    private final Random random = new Random(SEED);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final long limit;
    private final long endsAt;
    private final int batch;
    private int turn;

    Publishing(LoadOptions options, Ledger ledger, EventLoop loop, Bootstrap bootstrap) throws InterruptedException {
        this.options = options;
        this.ledger = ledger;
        this.loop = loop;
        this.urls = options.publishUrls();
        this.limit = options.number("pub-count", Integer.MAX_VALUE);
        this.batch = options.number("pub-batch", 1);
        this.endsAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(options.number("duration", 10));
        int count = options.number("concurrency", options.has("pub-rate") ? CONNECTIONS_AT_A_RATE : 1);
        for (int i = 0; i < Math.max(count, urls.size()); i++) {
            URI url = urls.get(i % urls.size());
            PublishConnection connection = new PublishConnection();
            bootstrap
                    .clone()
                    .handler(connection)
                    .connect(url.getHost(), url.getPort())
                    .sync();
            connections.add(connection);
        }
    }

    /** Completes when the last one is published, not when it is delivered. */
    CompletableFuture<Void> start() {
        loop.execute(() -> {
            if (options.has("pub-rate")) {
                tick(System.nanoTime());
            } else {
                for (int i = 0; i < options.number("concurrency", 1); i++) {
                    next();
                }
            }
        });
        return ended;
    }

    private boolean isOver() {
        return ledger.published() >= limit || System.nanoTime() >= endsAt;
    }

    private void tick(long scheduled) {
        if (isOver()) {
            ended.complete(null);
            return;
        }
        publish(() -> {}, () -> {});
        long following = scheduled + batch * TimeUnit.SECONDS.toNanos(1) / options.number("pub-rate", 1);
        loop.schedule(() -> tick(following), Math.max(0, following - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private void next() {
        if (isOver()) {
            ended.complete(null);
            return;
        }
        boolean delivered = options.text("closed", "http").equals("delivered");
        // Both the answer and the deliveries: either may be first.
        int[] open = {delivered ? 2 : 1};
        Runnable part = () -> {
            if (--open[0] == 0) {
                next();
            }
        };
        publish(part, delivered ? part : () -> {});
    }

    private void publish(Runnable onAnswer, Runnable onDelivered) {
        int group = random.nextInt(options.groups());
        int chosen = turn++ % connections.size();
        List<String> markers = IntStream.range(0, batch)
                .mapToObj(i -> ledger.publish(group, onDelivered))
                .toList();
        long sent = System.nanoTime();
        connections
                .get(chosen)
                .send(options.publishRequest(urls.get(chosen % urls.size()), group, markers), accepted -> {
                    ledger.onAnswer(accepted, batch, System.nanoTime() - sent);
                    onAnswer.run();
                });
    }
}
