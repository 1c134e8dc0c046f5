package dev.carillon.notification;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import org.jspecify.annotations.Nullable;

/** Carries a trace to another pod, in the form of W3C's {@code traceparent}: 55 characters without a blank. */
public final class TraceParent {

    private static final int LENGTH = 55;

    private TraceParent() {}

    /** Null for a span that is not recorded: traces are off, or this one was not sampled. */
    public static @Nullable String of(Span span) {
        SpanContext context = span.getSpanContext();
        return context.isSampled() ? "00-" + context.getTraceId() + "-" + context.getSpanId() + "-01" : null;
    }

    /** An invalid context if the text was not made by {@link #of}. */
    public static SpanContext parse(String text) {
        if (text.length() != LENGTH || !text.startsWith("00-") || !text.endsWith("-01")) {
            return SpanContext.getInvalid();
        }
        return SpanContext.createFromRemoteParent(
                text.substring(3, 35), text.substring(36, 52), TraceFlags.getSampled(), TraceState.getDefault());
    }
}
