package dev.carillon.socket.wire;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import jakarta.inject.Singleton;

/**
 * Has traces name the route of a request instead of its address, in which anybody may have written anything: a ticket, or
 * an id that earlier versions took there.
 */
@Singleton
class RouteSpans implements SpanProcessor {

    private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
    private static final AttributeKey<String> QUERY = AttributeKey.stringKey("url.query");
    private static final String LEFT_OUT = "(left out)";

    // Traces begin before the server knows its routes.
    @SuppressWarnings("NullAway.Init")
    private volatile RouteTemplates templates;

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        String path = span.getAttribute(PATH);
        if (path != null) {
            span.setAttribute(PATH, templates().of(path));
        }
        if (span.getAttribute(QUERY) != null) {
            span.setAttribute(QUERY, LEFT_OUT);
        }
    }

    private RouteTemplates templates() {
        if (templates == null) {
            templates = RouteTemplates.served();
        }
        return templates;
    }

    @Override
    public boolean isStartRequired() {
        return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        // All is done when it begins.
    }

    @Override
    public boolean isEndRequired() {
        return false;
    }
}
