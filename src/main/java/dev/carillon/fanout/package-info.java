/** ONE EVENT LOOP: an organization's clients as cursors over shared frames, the recent log of these, and the fan-out. */
@NullMarked
package dev.carillon.fanout;

import org.jspecify.annotations.NullMarked;
