/** LIMITS: how much a caller may create, and how long a request may take to arrive. */
package dev.carillon.limit;
