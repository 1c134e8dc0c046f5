/** Sign-in by session, token, API key and stream ticket, a package each, and revocation of all of them. */
package dev.carillon.access;
