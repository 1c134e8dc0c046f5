/** WHAT IS SHARED: one check for all secrets of the configuration, and where it is lenient. Depends on nothing. */
package dev.carillon.secret;
