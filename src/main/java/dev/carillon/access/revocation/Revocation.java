package dev.carillon.access.revocation;

/**
 * One row of the table.
 *
 * @param credential the tag of a token, or of a user
 * @param generation the number of the change that wrote it
 * @param remainingMillis until it expires
 */
record Revocation(String organizationId, String credential, long generation, long remainingMillis) {}
