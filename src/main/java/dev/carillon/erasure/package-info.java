/** A user's data as a whole: given out, and erased. */
@NullMarked
package dev.carillon.erasure;

import org.jspecify.annotations.NullMarked;
