/** STORE: notifications, drafts and the log that keeps them in PostgreSQL, with its retention. Knows neither HTTP nor Redis. */
package dev.carillon.notification;
