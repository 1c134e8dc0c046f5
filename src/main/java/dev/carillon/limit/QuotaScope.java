package dev.carillon.limit;

import java.util.Locale;

/** Whose part of something was used up; the name is in metrics. */
public enum QuotaScope {
    CALLER,
    ORGANIZATION,
    POD;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
