/** SCHEMA: brings the database's schema up to date, apart from the pods, and lets pods wait for it. */
@NullMarked
package dev.carillon.schema;

import org.jspecify.annotations.NullMarked;
