package dev.carillon.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Connects, holds, publishes, waits for the rest, reports. One event loop. */
public final class LoadGenerator {

    private static final int CONNECTING_AT_ONCE = 256;
    private static final int ATTEMPTS = 10;
    private static final int SLOW_RECEIVE_BUFFER = 4_096;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LoadOptions options;
    private final Ledger ledger;
    private final ServerProcesses server;
    private final ObjectNode report = JSON.createObjectNode();
    private final NioEventLoopGroup group = new NioEventLoopGroup(1);
    private final Bootstrap bootstrap =
            new Bootstrap().group(group).channel(NioSocketChannel.class).option(ChannelOption.TCP_NODELAY, true);

    private LoadGenerator(LoadOptions options) {
        this.options = options;
        this.ledger = new Ledger(options);
        this.server = new ServerProcesses(options.serverProcesses());
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0 || arguments[0].equals("--help")) {
            System.out.print(LoadOptions.HELP);
            return;
        }
        LoadGenerator generator = new LoadGenerator(new LoadOptions(arguments));
        Thread watchdog = new Thread(generator::endAnyway);
        watchdog.setDaemon(true);
        watchdog.start();
        generator.run();
        // Streams are open by thousands; the kernel closes them faster than anybody here.
        System.exit(0);
    }

    private void endAnyway() {
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(options.number("max-seconds", 300)));
        System.err.println("The run took too long");
        System.exit(3);
    }

    private void run() throws Exception {
        long rss = server.residentKilobytes();
        double cpu = server.cpuSeconds();
        long start = System.nanoTime();
        connect();
        awaitOld();
        report.put("caught_up_s", (System.nanoTime() - start) / 1e9);
        ObjectNode measured = report.putObject("server");
        measured.put("cpu_us_per_connect", (server.cpuSeconds() - cpu) * 1e6 / options.streams());
        TimeUnit.SECONDS.sleep(options.number("idle", 0));
        measured.put(
                "rss_bytes_per_connection_after_idle", (server.residentKilobytes() - rss) * 1024 / options.streams());
        if (options.has("pub-url")) {
            publish(measured);
        }
        String out = options.text("out", null);
        String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report);
        if (out == null) {
            System.out.println(text);
        } else {
            Files.writeString(Path.of(out), text);
        }
    }

    private void connect() throws InterruptedException {
        Semaphore connecting = new Semaphore(CONNECTING_AT_ONCE);
        AtomicInteger rejections = new AtomicInteger();
        AtomicInteger failures = new AtomicInteger();
        long start = System.nanoTime();
        for (int i = 0; i < options.streams(); i++) {
            connecting.acquire();
            connect(i, ATTEMPTS, rejections, opened -> {
                failures.addAndGet(opened ? 0 : 1);
                connecting.release();
            });
        }
        connecting.acquire(CONNECTING_AT_ONCE);
        double seconds = (System.nanoTime() - start) / 1e9;
        report.put("connected", options.streams() - failures.get());
        report.put("connect_rejections", rejections.get());
        report.put("connect_failures", failures.get());
        report.put("connects_per_s", options.streams() / seconds);
    }

    /** Like a browser: a rejected client reconnects a second later. */
    private void connect(int stream, int attempts, AtomicInteger rejections, Consumer<Boolean> onEnd) {
        List<InetSocketAddress> targets = options.targets();
        InetSocketAddress target = targets.get(stream % targets.size());
        Consumer<Boolean> onHead = opened -> {
            if (opened || attempts == 1) {
                onEnd.accept(opened);
            } else {
                rejections.incrementAndGet();
                group.schedule(() -> connect(stream, attempts - 1, rejections, onEnd), 1, TimeUnit.SECONDS);
            }
        };
        StreamReader reader =
                new StreamReader(stream, options.streamRequest(stream, target), ledger, options.isSlow(stream), onHead);
        Bootstrap connection =
                bootstrap.clone().handler(options.isCompressed() ? new CompressedReader(reader) : reader);
        if (options.isSlow(stream)) {
            // The kernel would take megabytes for a program that reads nothing.
            connection.option(ChannelOption.SO_RCVBUF, SLOW_RECEIVE_BUFFER);
        }
        connection.connect(target).addListener(done -> {
            if (!done.isSuccess()) {
                onEnd.accept(false);
            }
        });
    }

    private void awaitOld() throws Exception {
        // Clients that could not connect are replayed nothing; the report counts them.
        long wanted = report.path("connect_failures").asInt() > 0 ? 0 : options.number("await-old", 0);
        while (onLoop(() -> ledger.strange() < wanted)) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private void publish(ObjectNode measured) throws Exception {
        Publishing publishing = new Publishing(options, ledger, group.next(), bootstrap);
        double cpu = server.cpuSeconds();
        long rss = server.residentKilobytes();
        long start = System.nanoTime();
        publishing.start().get();
        double seconds = (System.nanoTime() - start) / 1e9;
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(options.number("msg-timeout", 10));
        while (onLoop(() -> ledger.missing() > 0 || ledger.answered() < ledger.published())
                && System.nanoTime() < patience) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        double used = server.cpuSeconds() - cpu;
        long grown = server.residentKilobytes() - rss;
        // Answers may still come.
        onLoop(() -> {
            tell(measured, used, seconds, grown);
            return true;
        });
    }

    private void tell(ObjectNode measured, double used, double seconds, long grown) {
        measured.put("cpu_us_per_delivery", used * 1e6 / Math.max(1, ledger.received()));
        measured.put("cpu_publish_util", used / seconds);
        measured.put("rss_kb_grown_by_publishing", grown);
        report.put("published", ledger.published());
        report.put("publish_errors", ledger.rejected());
        report.put("publishes_per_s", ledger.published() / seconds);
        report.put("deliveries_per_s", ledger.received() / seconds);
        report.put("received", ledger.received());
        report.put("missing", ledger.missing());
        report.put("duplicates", ledger.duplicates());
        report.put("unknown_markers", ledger.strange());
        ObjectNode answers = report.putObject("answer_ms");
        answers.put("p50", ledger.answer(0.5));
        answers.put("p99", ledger.answer(0.99));
        answers.put("max", ledger.answer(1));
        ObjectNode slowest = report.putObject("slowest_answer_ms_by_second");
        ledger.slowestAnswers().forEach((second, nanos) -> slowest.put(Long.toString(second), nanos / 1e6));
        ObjectNode delays = report.putObject("delivery_ms");
        delays.put("p50", ledger.delay(0.5));
        delays.put("p99", ledger.delay(0.99));
        delays.put("max", ledger.delay(1));
    }

    private boolean onLoop(Callable<Boolean> question) throws Exception {
        return group.next().submit(question).get();
    }
}
