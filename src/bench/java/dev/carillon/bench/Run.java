package dev.carillon.bench;

import static java.util.Map.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;

/** The command. */
public final class Run {

    private static final Map<String, Question> ALL = new TreeMap<>(Map.ofEntries(
            entry(
                    "fan-out",
                    new Question(
                            "What does a delivery cost, to 10,000 clients of one organization on one pod and one core?",
                            5,
                            new FanOutRatio())),
            entry(
                    "gzip",
                    new Question(
                            "What do compressed streams cost, with notifications of 2 KB for 5,000 clients?",
                            7,
                            new Compressed())),
            entry("idle", new Question("What does an idle connection cost?", 2, new Idle())),
            entry(
                    "latency",
                    new Question(
                            "How long from a create request to its arrival from another pod, at 200 create requests a second?",
                            3,
                            new Latency())),
            entry(
                    "group-commit",
                    new Question(
                            "What does group commit gain, with 64 callers at once in one organization?",
                            5,
                            new GroupCommits())),
            entry(
                    "many-organizations",
                    new Question(
                            "How many creates a second over 1,000 organizations of 10 clients, all delivered?",
                            3,
                            new ManyOrganizations())),
            entry(
                    "reconnect",
                    new Question(
                            "How fast are 10,000 clients live again that return at once, 50 notifications behind?",
                            5,
                            new Reconnect())),
            entry(
                    "slow-readers",
                    new Question(
                            "What do clients that never read do to the others, with notifications of 16 KB?",
                            5,
                            new SlowReaders())),
            entry(
                    "neighbours",
                    new Question(
                            "What does one organization's flood do to another's create and open?", 3, new Neighbors())),
            entry(
                    "many-connections",
                    new Question("Do 190,000 connections on ten pods get everything?", 1, new ManyConnections())),
            entry(
                    "failover",
                    new Question(
                            "What do users and backends notice when a part of the system is lost?",
                            20,
                            new Failover())),
            entry(
                    "promotions",
                    new Question(
                            "What do users and backends notice when PostgreSQL gives way to a standby, set as advised?",
                            20,
                            Failover::promotions)),
            entry(
                    "partition",
                    new Question(
                            "What do users and backends notice when half the pods lose the network to the servers?",
                            20,
                            new Partition())),
            entry(
                    "versions",
                    new Question(
                            "How many creates a second does this build store, and an earlier one?", 3, new Versions())),
            entry(
                    "gateway",
                    new Question("What does a gateway with TLS cost, and a pod behind it?", 3, new Gateways())),
            entry(
                    "preferences",
                    new Question(
                            "What do preferences cost in creates and lists, where everybody has as many as possible?",
                            5,
                            new PreferenceCosts())),
            entry("polls", new Question("What does a waiting poll cost beside an open stream?", 3, new Polls())),
            entry(
                    "outbox",
                    new Question(
                            "How long from a COMMIT to the browser, and what does a transaction that stays open cost others?",
                            3,
                            new Outboxes())),
            entry("bus-mac", new Question("What does the MAC of the bus cost?", 200, new BusMac()))));

    private Run() {}

    /** @param arguments which one, and for how many rounds; without a number, as many as end in time */
    public static void main(String[] arguments) throws IOException {
        Question question = arguments.length == 0 ? null : ALL.get(arguments[0]);
        if (question == null) {
            System.out.println("src/bench/run NAME [rounds]; NAME is one of " + String.join(", ", ALL.keySet()));
            return;
        }
        Rounds rounds = arguments.length > 1
                ? Rounds.exactly(Integer.parseInt(arguments[1]))
                : Rounds.inTime(question.rounds());
        Page page = new Page(arguments[0], question.text(), rounds);
        question.answer().run(rounds, Files.createTempDirectory("carillon-bench-"), page);
        page.write();
        System.exit(0);
    }

    /**
     * @param text the first line of its page
     * @param rounds at the most, where none are given
     */
    private record Question(String text, int rounds, Benchmark answer) {}
}
