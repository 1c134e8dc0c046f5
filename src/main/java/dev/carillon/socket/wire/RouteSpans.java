package dev.carillon.socket.wire;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import jakarta.inject.Singleton;

/**
 * Makes traces show the route of a request instead of its address, which may contain anything: a ticket, or an id that
 * earlier versions accepted there.
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
        // Everything is done at the start.
    }

    @Override
    public boolean isEndRequired() {
        return false;
    }
}
