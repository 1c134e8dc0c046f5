/** LIMITS: what each request costs, and how much of that a caller, an organization and all together may use. */
package dev.carillon.limit;
