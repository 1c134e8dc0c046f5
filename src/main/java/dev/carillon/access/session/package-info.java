/** Sign-in by the session cookie of the Express application, and whether an open stream's caller is still valid. */
@NullMarked
package dev.carillon.access.session;

import org.jspecify.annotations.NullMarked;
