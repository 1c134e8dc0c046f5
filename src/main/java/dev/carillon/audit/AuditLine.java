package dev.carillon.audit;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One line of the record: the fields that all events have, then those of this event. Unknown fields are left out. */
record AuditLine(AuditEvent event, AuditOutcome outcome, AuditContext auditContext) {

    /** Names and clean values, in the order of the line. */
    Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        put(fields, "event", event.name());
        put(fields, "outcome", outcome);
        put(fields, "organization", auditContext.organization());
        put(fields, "by", auditContext.by());
        put(fields, "credential", auditContext.credential());
        put(fields, "from", auditContext.from());
        put(fields, "method", auditContext.method());
        put(fields, "route", auditContext.route());
        put(fields, "trace", auditContext.trace());
        for (RecordComponent component : event.getClass().getRecordComponents()) {
            put(fields, component.getName(), value(component));
        }
        return fields;
    }

    private Object value(RecordComponent component) {
        try {
            return component.getAccessor().invoke(event);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Accessors of public records can be called", e);
        }
    }

    private static void put(Map<String, String> fields, String name, @Nullable Object value) {
        if (value instanceof Enum<?> constant) {
            fields.put(name, constant.name().toLowerCase(Locale.ROOT));
        } else if (value != null) {
            fields.put(name, AuditText.clean(value.toString()));
        }
    }

    static String text(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + AuditText.quoted(field.getValue()))
                .collect(Collectors.joining(" ", "Audit: ", ""));
    }
}
