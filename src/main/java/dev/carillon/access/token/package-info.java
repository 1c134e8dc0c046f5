/** Sign-in by signed token: JWTs from an identity provider, or signed with a shared secret. */
package dev.carillon.access.token;
