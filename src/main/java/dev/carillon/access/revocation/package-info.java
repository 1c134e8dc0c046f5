/** WHO NO LONGER: ends sessions, tokens and users at once, on every pod. */
package dev.carillon.access.revocation;
