package dev.carillon.audit;

import io.quarkus.logging.json.runtime.JsonFormatter;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;

/** Listens to the category as any handler does. */
final class AuditLog extends Handler implements AutoCloseable {

    /** One line as text and as JSON, and the thread that wrote it. */
    record Line(String text, JsonObject json, String thread) {

        String field(String name) {
            return json.getJsonObject("mdc").getString(name);
        }
    }

    private final Logger category = Logger.getLogger(AuditWriter.CATEGORY);
    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private final JsonFormatter formatter = new JsonFormatter();

    AuditLog() {
        category.addHandler(this);
    }

    List<Line> lines() {
        return lines;
    }

    List<Line> of(Class<? extends AuditEvent> type) {
        return lines.stream()
                .filter(line -> AuditEvent.name(type).equals(line.field("event")))
                .toList();
    }

    @Override
    public void publish(LogRecord line) {
        JsonObject json = new JsonObject(formatter.format(ExtLogRecord.wrap(line)));
        lines.add(
                new Line(json.getString("message"), json, Thread.currentThread().getName()));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        category.removeHandler(this);
    }
}
