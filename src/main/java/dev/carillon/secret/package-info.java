/** WHAT IS SHARED: one check for all secrets of the configuration, and where it is lenient. Depends on nothing. */
@NullMarked
package dev.carillon.secret;

import org.jspecify.annotations.NullMarked;
