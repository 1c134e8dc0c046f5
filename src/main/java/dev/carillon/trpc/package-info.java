/** The procedures of the Express application in tRPC 11's HTTP protocol, over the same services as the routes. */
@NullMarked
package dev.carillon.trpc;

import org.jspecify.annotations.NullMarked;
