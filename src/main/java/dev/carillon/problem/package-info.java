/** ERRORS: problem documents (RFC 9457), and the exceptions and checks that lead to one. */
package dev.carillon.problem;
