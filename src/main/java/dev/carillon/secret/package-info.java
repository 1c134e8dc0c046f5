/** SECRETS: the check of all secrets of the configuration, and what keeps them out of text. Depends on nothing. */
@NullMarked
package dev.carillon.secret;

import org.jspecify.annotations.NullMarked;
