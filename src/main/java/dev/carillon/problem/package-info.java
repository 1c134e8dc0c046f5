/** ERRORS: the problem documents (RFC 9457) that a refused request is answered with, made in one place. */
package dev.carillon.problem;
