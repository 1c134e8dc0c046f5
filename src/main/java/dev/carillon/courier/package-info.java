/** COURIER: sends the events of webhooks, signed, in order for each user, until each is accepted or given up. */
@NullMarked
package dev.carillon.courier;

import org.jspecify.annotations.NullMarked;
