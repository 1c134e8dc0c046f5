package dev.carillon.access.apikey;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * The answer to a create.
 *
 * @param key the key itself, which is shown this once and kept nowhere
 */
record CreatedApiKey(@JsonUnwrapped ApiKey about, String key) {}
