package dev.carillon.tenancy;

/**
 * Organizations of Carillon's own. Their names are outside the form of ids, so no caller, key, token or statement of
 * {@code carillon.publish} can name one.
 */
public final class ReservedOrganization {

    private static final String PREFIX = "~";

    /** Of the notifications by which pods measure themselves. */
    public static final String CANARY = PREFIX + "canary";

    private ReservedOrganization() {}

    public static boolean is(String organizationId) {
        return organizationId.startsWith(PREFIX);
    }
}
