package dev.carillon.socket.wire;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * Limits the {@code uri} label of request metrics to a closed set. {@link RouteLabels} names the requests that filters
 * see. A path that the router cannot read is answered before them, and would become a label unchanged.
 */
final class UriLabelFilter {

    private static final String REQUESTS = "http.server";
    private static final String URI = "uri";

    // Labels that Micrometer's binder and our own rejections use in place of a path.
    private static final Set<String> WORDS = Set.of(
            "NOT_FOUND",
            "REDIRECTION",
            "UNKNOWN",
            "root",
            "/",
            "/cors-preflight",
            Http1RequestGuard.REJECTED_PATH,
            RouteTemplates.UNROUTED);

    private UriLabelFilter() {}

    /** A producer, because the binder looks for beans. */
    static final class Producer {

        @Produces
        @Singleton
        MeterFilter knownLabelsOnly() {
            return new Filter();
        }
    }

    private static final class Filter implements MeterFilter {

        // The server knows its routes only once it has started. Nobody needs them before.
        @SuppressWarnings("NullAway.Init")
        private volatile RouteTemplates templates;

        @Override
        public Meter.Id map(Meter.Id id) {
            String label = id.getName().startsWith(REQUESTS) ? id.getTag(URI) : null;
            return label == null || isKnown(label)
                    ? id
                    : id.replaceTags(id.getTags().stream()
                            .map(tag -> tag.getKey().equals(URI) ? Tag.of(URI, RouteTemplates.UNROUTED) : tag)
                            .toList());
        }

        private boolean isKnown(String label) {
            if (WORDS.contains(label)) {
                return true;
            }
            if (templates == null) {
                templates = RouteTemplates.served();
            }
            return templates.isTemplate(label);
        }
    }
}
