/** SECRETS: one check for all secrets of the configuration, and the local profile that relaxes it. Depends on nothing. */
@NullMarked
package dev.carillon.secret;

import org.jspecify.annotations.NullMarked;
