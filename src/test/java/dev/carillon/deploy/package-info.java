/** Image and compose file: read strictly here, and every command in them tried that needs no container. */
package dev.carillon.deploy;
