package dev.carillon.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.testkit.HistoryEvent.Answered;
import dev.carillon.testkit.HistoryEvent.Attempted;
import dev.carillon.testkit.HistoryEvent.Healed;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;

/** The record of what creators did and pages saw, in the order it was noted; written by many threads. */
public final class History {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final LongSupplier nanoClock;
    private final long startedAt;
    private final Queue<HistoryEvent> events = new ConcurrentLinkedQueue<>();
    private final Map<String, String> markers = new ConcurrentHashMap<>();

    /** The name becomes the file's name. */
    public History(String name) {
        this(name, System::nanoTime);
    }

    History(String name, LongSupplier nanoClock) {
        this.name = name;
        this.nanoClock = nanoClock;
        this.startedAt = nanoClock.getAsLong();
    }

    public String name() {
        return name;
    }

    /** Nanoseconds since the history began. */
    public long now() {
        return nanoClock.getAsLong() - startedAt;
    }

    public void attempted(String marker, String organization, Audience audience) {
        markers.put(marker, marker);
        add(new Attempted(now(), marker, organization, audience));
    }

    public void answered(String marker, CreateOutcome outcome) {
        add(new Answered(now(), marker, outcome));
    }

    /** Call when the injected fault is over; the bound on delays starts again here. */
    public void healed(String fault) {
        add(new Healed(now(), fault));
    }

    public void add(HistoryEvent event) {
        events.add(event);
    }

    /** The attempt's own string if there is one: a million sightings must not keep a million copies of the message. */
    String canonical(String marker) {
        return markers.getOrDefault(marker, marker);
    }

    /** Weakly consistent: may be read while the run goes on. */
    public Collection<HistoryEvent> events() {
        return events;
    }

    /** The attempts to create that were answered by anything but success. */
    public List<Answered> failures() {
        return events.stream()
                .filter(Answered.class::isInstance)
                .map(Answered.class::cast)
                .filter(answer -> !(answer.outcome() instanceof CreateOutcome.Acknowledged))
                .toList();
    }

    /** Writes one JSON object a line to {@code target/histories/<name>.jsonl}. */
    public Path write() {
        return write(Path.of("target", "histories"));
    }

    Path write(Path directory) {
        Path file = directory.resolve(name.replaceAll("[^A-Za-z0-9._-]", "_") + ".jsonl");
        try {
            Files.createDirectories(directory);
            try (BufferedWriter out = Files.newBufferedWriter(file)) {
                for (HistoryEvent event : events) {
                    out.write(line(event));
                    out.newLine();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private static String line(HistoryEvent event) throws JsonProcessingException {
        ObjectNode line = JSON.createObjectNode().put("what", event.getClass().getSimpleName());
        line.setAll((ObjectNode) JSON.valueToTree(event));
        if (event instanceof Answered answered) {
            line.put("outcome", answered.outcome().toString());
        } else if (event instanceof Attempted attempted) {
            line.put("audience", attempted.audience().toString());
        }
        return JSON.writeValueAsString(line);
    }
}
