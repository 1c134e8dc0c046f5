/** The procedures of the Express application in tRPC 11's HTTP protocol, over the same services as the routes. */
package dev.carillon.trpc;
