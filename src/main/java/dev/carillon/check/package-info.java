/** CHECK: tries what an installation needs, before or beside the pods, and says one line for each thing. */
@NullMarked
package dev.carillon.check;

import org.jspecify.annotations.NullMarked;
