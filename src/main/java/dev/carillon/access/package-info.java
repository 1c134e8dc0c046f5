/** Sign-in by session, token, API key and stream ticket, a package each, and revocation of all of them. */
@NullMarked
package dev.carillon.access;

import org.jspecify.annotations.NullMarked;
