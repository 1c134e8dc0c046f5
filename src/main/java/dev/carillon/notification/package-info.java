/** STORE: what is sent and kept. The notification table is the log; it knows neither HTTP nor Redis. */
package dev.carillon.notification;
