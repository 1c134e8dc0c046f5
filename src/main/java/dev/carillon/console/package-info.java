/** OPERATORS: all pods at a glance. Pods tell each other how they are; a console is shown what its pod has heard. */
package dev.carillon.console;
