/** Third-party components in the package: their list, their versions, and the oldest versions allowed. */
package dev.carillon.supply;
