package dev.carillon.broadcast;

import dev.carillon.fanout.Frame;
import dev.carillon.notification.TraceParent;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.Objects;

/**
 * The last part of a notification's trace: from its arrival at a pod to the write to the sockets of one event loop. Used only for notifications that came with a trace; none does while traces are off.
 */
final class DeliveryTraces {

    private final Tracer tracer;
    private final String podName;

    DeliveryTraces(OpenTelemetry telemetry, String podName) {
        this.tracer = telemetry.getTracer("dev.carillon");
        this.podName = podName;
    }

    /** From any thread. */
    void delivered(Frame frame, Instant now) {
        SpanContext parent = TraceParent.parse(Objects.requireNonNull(frame.traceParent()));
        if (!parent.isValid()) {
            return;
        }
        Span span = tracer.spanBuilder("notification deliver")
                .setParent(Context.root().with(Span.wrap(parent)))
                .setSpanKind(SpanKind.CONSUMER)
                .setStartTimestamp(frame.arrivedAt())
                .setAttribute("carillon.pod", podName)
                .setAttribute("carillon.clients", frame.writtenTo())
                .startSpan();
        span.end(now);
    }
}
