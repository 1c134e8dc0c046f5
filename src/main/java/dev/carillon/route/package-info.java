/** RULES: the rules of a request, taken from the matched resource method, never from the spelling of its path. */
@NullMarked
package dev.carillon.route;

import org.jspecify.annotations.NullMarked;
