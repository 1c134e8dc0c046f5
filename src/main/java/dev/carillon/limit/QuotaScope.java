package dev.carillon.limit;

import java.util.Locale;

/** The share that was used up. Its name is in metrics. */
enum QuotaScope {
    CALLER,
    ORGANIZATION,
    POD;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
