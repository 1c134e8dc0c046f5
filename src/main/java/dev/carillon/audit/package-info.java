/** RECORD: who did or tried what that concerns security, from where, and with what outcome. */
package dev.carillon.audit;
