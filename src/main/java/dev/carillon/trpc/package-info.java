/** ADAPTER: the procedures of the single-node system in tRPC 11's HTTP protocol, over the same services as the routes. */
package dev.carillon.trpc;
