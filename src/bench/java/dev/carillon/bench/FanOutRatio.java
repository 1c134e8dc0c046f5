package dev.carillon.bench;

import dev.carillon.embedded.PodSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * CPU per delivery to the clients of one organization on one pod and one core, in turn with the C limit and nchan.
 * Other work on the machine affects all of them, so the ratios of a round say more than its times. Another pod has no
 * io_submit batches, as in a sandbox that forbids {@code io_submit(2)}.
 */
final class FanOutRatio implements Benchmark {

    private static final Scenario SCENARIO = Scenario.oneOrganization(10_000);
    private static final int PUBLISHES = 60;
    // So that there is always another one waiting when a fan-out ends.
    private static final int AT_ONCE = 4;

    @Override
    public void run(Rounds rounds, Path directory, Page page) throws IOException {
        Generator generator = new Generator(directory.resolve("report.json"));
        List<Subject> subjects = new ArrayList<>();
        try {
            subjects.add(LimitProgram.start(directory));
            if (Nchan.isInstalled()) {
                subjects.add(Nchan.start(directory));
            }
            Carillon carillon = Carillon.onOneCore(directory);
            subjects.add(carillon);
            subjects.add(Carillon.onOneCore("Carillon without joint sends", directory, withoutJointSends()));
            page.say("Bodies of 300 bytes, each the next when one has come to all; PostgreSQL and Redis counted.");
            rounds.shareAmong(2);
            compare(page, "One at a time", subjects, generator, SCENARIO.publishing(PUBLISHES), rounds);
            Scenario several = SCENARIO.publishing(PUBLISHES).with("--concurrency", AT_ONCE);
            compare(page, AT_ONCE + " at a time", subjects, generator, several, rounds);
        } finally {
            subjects.forEach(Subject::close);
        }
    }

    private static PodSettings withoutJointSends() {
        return Carillon.settings().with("CARILLON_BROADCAST_JOINT_SEND_CLIENTS", "0");
    }

    private static void compare(
            Page page, String title, List<Subject> subjects, Generator generator, Scenario scenario, Rounds rounds) {
        Medians times = page.medians("µs of CPU per delivery");
        Medians ratios = page.medians("ratio in the same round");
        for (Subject subject : subjects) {
            if (subject instanceof Carillon carillon) {
                Generator.warmUp(carillon, () -> generator.run(carillon, scenario));
            }
        }
        for (int round : rounds.each()) {
            measure(subjects, generator, scenario, times, ratios);
        }
        page.say("");
        page.say("## " + title);
        page.say("");
        page.tell(times);
        page.say("");
        page.tell(ratios);
    }

    private static void measure(
            List<Subject> subjects, Generator generator, Scenario scenario, Medians times, Medians ratios) {
        Map<Subject, Double> cpu = new LinkedHashMap<>();
        for (Subject subject : subjects) {
            double found = Generator.cpuPerDelivery(generator.run(subject, scenario));
            cpu.put(subject, found);
            times.add(subject.name(), found);
        }
        for (Subject peer : subjects) {
            for (Subject subject : subjects.subList(subjects.indexOf(peer) + 1, subjects.size())) {
                ratios.add(subject.name() + " to " + peer.name(), cpu.get(subject) / cpu.get(peer));
            }
        }
    }
}
