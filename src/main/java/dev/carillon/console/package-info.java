/** OPERATORS: all pods at a glance. Pods tell each other how they are; a console is shown what its pod has heard. */
@NullMarked
package dev.carillon.console;

import org.jspecify.annotations.NullMarked;
