/** Revocation: ends sessions, tokens and the streams of users before their time, on every pod. */
@NullMarked
package dev.carillon.access.revocation;

import org.jspecify.annotations.NullMarked;
