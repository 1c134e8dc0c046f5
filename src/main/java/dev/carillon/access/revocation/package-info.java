/** Revocation: ends sessions, tokens and the streams of users before their time, on every pod. */
package dev.carillon.access.revocation;
