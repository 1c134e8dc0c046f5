package dev.carillon.limit;

import java.util.Locale;

/** The share that was used up. Its name is in metrics. */
public enum QuotaScope {
    CALLER,
    ORGANIZATION,
    POD;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
