/** STORE: notifications, drafts and the log that keeps them in PostgreSQL, with its retention. Knows neither HTTP nor Redis. */
@NullMarked
package dev.carillon.notification;

import org.jspecify.annotations.NullMarked;
