/** SESSIONS: the cookie of the application that people sign in to, and whether a caller still is who it says. */
package dev.carillon.access.session;
