package dev.carillon.coverage;

import dev.carillon.embedded.EmbeddedServices;
import java.io.IOException;
import java.nio.file.Path;

/** A step of {@code src/test/long mutation}: fails where the tests of a package find fewer mutants than its score says. */
final class CheckScores {

    private CheckScores() {}

    /** @param args the report, the committed scores, and the package */
    public static void main(String[] args) throws IOException {
        // Of tests that did not end, whose JVM was ended with them.
        EmbeddedServices.endLeftovers();
        MutationReport report = MutationReport.read(Path.of(args[0]));
        Integer score = Floors.read(Path.of(args[1])).percents().get(args[2]);
        Share killed = report.killed();
        System.out.printf("Mutants killed: %s of %s, score %s, %s%n", killed, args[2], score, report.statuses());
        if (score == null || killed.percent() < score) {
            throw new IllegalStateException(
                    "%s has %s, and its score in %s is %s".formatted(args[2], killed, args[1], score));
        }
    }
}
