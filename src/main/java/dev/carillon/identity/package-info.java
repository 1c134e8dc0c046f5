/** WHO: the {@link dev.carillon.identity.Caller} of a request, its credential and scopes, and the base of sign-in mechanisms. */
@NullMarked
package dev.carillon.identity;

import org.jspecify.annotations.NullMarked;
