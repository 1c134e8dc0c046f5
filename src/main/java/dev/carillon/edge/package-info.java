/** REJECTED BEFORE A RESOURCE: pages of other origins, bodies, paths and header fields that no route may see. */
@NullMarked
package dev.carillon.edge;

import org.jspecify.annotations.NullMarked;
