/** WEBHOOKS: an organization's endpoints, their secrets, and what was sent to them. */
@NullMarked
package dev.carillon.webhook;

import org.jspecify.annotations.NullMarked;
