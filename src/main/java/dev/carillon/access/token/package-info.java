/** Sign-in by signed token: JWTs from an identity provider, or signed with a shared secret. */
@NullMarked
package dev.carillon.access.token;

import org.jspecify.annotations.NullMarked;
