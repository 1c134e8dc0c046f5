/** POD TO POD: messages between pods over Redis, at most once, each with a MAC. */
@NullMarked
package dev.carillon.bus;

import org.jspecify.annotations.NullMarked;
