/** CANARY: each pod creates, hears and shows a notification of its own all the time: the service-level indicator. */
@NullMarked
package dev.carillon.canary;

import org.jspecify.annotations.NullMarked;
