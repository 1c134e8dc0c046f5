/** A backend creates a notification over HTTP: it is committed first, then handed to the broadcaster. */
package dev.carillon.publish;
