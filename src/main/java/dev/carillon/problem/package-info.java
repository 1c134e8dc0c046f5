/** ERRORS: problem documents (RFC 9457), and the exceptions and checks that lead to one. */
@NullMarked
package dev.carillon.problem;

import org.jspecify.annotations.NullMarked;
