package dev.carillon.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Loses every packet of one loopback connection, as a network does that a mobile phone has left: neither end is told,
 * and neither kernel acknowledges. A proxy cannot do that. Needs root and iptables.
 */
public final class PacketLoss implements AutoCloseable {
    private final List<List<String>> rules;

    private PacketLoss(int clientPort) {
        String port = Integer.toString(clientPort);
        this.rules = Stream.of("--sport", "--dport")
                .map(side -> List.of("INPUT", "-i", "lo", "-p", "tcp", side, port, "-j", "DROP"))
                .toList();
    }

    /** Whether this machine lets us: a rule is listed for the attempt. */
    public static boolean isPossible() {
        return run(List.of("iptables", "-w", "-S", "INPUT")).succeeded();
    }

    /** From now on, until closed. */
    public static PacketLoss of(int clientPort) throws IOException {
        PacketLoss loss = new PacketLoss(clientPort);
        for (List<String> rule : loss.rules) {
            loss.change("-I", rule);
        }
        return loss;
    }

    private void change(String how, List<String> rule) throws IOException {
        List<String> command = new ArrayList<>(List.of("iptables", "-w", how));
        command.addAll(rule);
        Command changed = run(command);
        if (!changed.succeeded()) {
            throw new IOException(String.join(" ", command) + " ended with " + changed);
        }
    }

    private static Command run(List<String> words) {
        return Command.run(new ProcessBuilder(words), Duration.ofSeconds(20));
    }

    @Override
    public void close() throws IOException {
        for (List<String> rule : rules) {
            change("-D", rule);
        }
    }
}
