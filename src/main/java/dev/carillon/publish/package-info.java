/** A backend creates a notification over HTTP: it is committed first, then handed to the broadcaster. */
@NullMarked
package dev.carillon.publish;

import org.jspecify.annotations.NullMarked;
