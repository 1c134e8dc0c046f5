package dev.carillon.coverage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A step of the build: fails where a package is below its floor. */
final class CheckFloors {

    /** Percentage points that a share can be above its floor before somebody should raise the floor. */
    private static final int SLACK = 8;

    private CheckFloors() {}

    /** @param args the report, and the floors */
    public static void main(String[] args) throws IOException {
        Map<String, Share> measured = CoverageReport.read(Path.of(args[0]));
        Floors floors = Floors.read(Path.of(args[1]));
        measured.forEach((name, share) -> {
            if (share.percent() > floors.percents().getOrDefault(name, 100) + SLACK) {
                System.out.printf("%s has %s: raise its floor in %s%n", name, share, args[1]);
            }
        });
        List<String> faults = floors.faults(measured);
        if (!faults.isEmpty()) {
            throw new IllegalStateException(args[1] + ": " + String.join("; ", faults));
        }
        System.out.printf("Coverage: all of %d packages reach their floors%n", measured.size());
    }
}
