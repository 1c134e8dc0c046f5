/** PUSH: the browsers of users, and push messages to them, encrypted, for what their users have not seen. */
@NullMarked
package dev.carillon.push;

import org.jspecify.annotations.NullMarked;
