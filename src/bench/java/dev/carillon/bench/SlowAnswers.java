package dev.carillon.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The longest wait for an answer in each second, and the seconds around each segment that was opened or dropped. */
final class SlowAnswers {

    private static final Pattern SWEEP =
            Pattern.compile("(?m)^(\\S+ \\S+),\\d+ .* (?:Opened a segment|Dropped a segment)");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final TreeMap<Long, Double> millis = new TreeMap<>();
    private final Set<Long> sweeps = new HashSet<>();

    /** @param log of the pod that sweeps, on this clock */
    SlowAnswers(JsonNode report, String log) {
        report.path("slowest_answer_ms_by_second")
                .properties()
                .forEach(second -> millis.put(
                        Long.valueOf(second.getKey()), second.getValue().asDouble()));
        Matcher line = SWEEP.matcher(log);
        while (line.find()) {
            long second = LocalDateTime.parse(line.group(1), TIME)
                    .atZone(ZoneId.systemDefault())
                    .toEpochSecond();
            // The line comes at the end of its work, and an answer at the end of its wait.
            sweeps.addAll(List.of(second - 1, second, second + 1));
        }
    }

    /** In milliseconds; 0 without an answer. */
    double slowest(long after, long through) {
        return through <= after
                ? 0
                : millis.subMap(after + 1, through + 1).values().stream()
                        .mapToDouble(Double::doubleValue)
                        .max()
                        .orElse(0);
    }

    String besideSweeps() {
        List<Double> with = new ArrayList<>();
        List<Double> without = new ArrayList<>();
        millis.forEach((second, slowest) -> (sweeps.contains(second) ? with : without).add(slowest));
        return "slowest answer of a second, ms: where a segment was opened or dropped " + spread(with) + "; elsewhere "
                + spread(without);
    }

    private static String spread(List<Double> values) {
        if (values.isEmpty()) {
            return "none";
        }
        Collections.sort(values);
        return String.format(
                Locale.ROOT,
                "median %.0f, largest %.0f (%d s)",
                values.get(values.size() / 2),
                values.get(values.size() - 1),
                values.size());
    }
}
