/** ONE EVENT LOOP: the clients of an organization, each a cursor over frames that all of them share. */
@NullMarked
package dev.carillon.fanout;

import org.jspecify.annotations.NullMarked;
