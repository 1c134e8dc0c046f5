package dev.carillon.access.revocation;

/**
 * One row of the table.
 *
 * @param credential the tag of a token, or of a user
 * @param generation which change of the table it is
 * @param remainingMillis after which it means nothing any more
 */
record Revocation(String organizationId, String credential, long generation, long remainingMillis) {}
