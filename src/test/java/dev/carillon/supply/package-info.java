/** What is in the package that others have written: which libraries, which versions, and what of it may not be older. */
package dev.carillon.supply;
