/**
 * A user reads, counts and tidies up notifications over HTTP; a watermark and a few marks per user say which are read.
 */
@NullMarked
package dev.carillon.inbox;

import org.jspecify.annotations.NullMarked;
