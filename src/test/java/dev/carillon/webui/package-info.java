/** The browser side, built and tested with its own tools. */
package dev.carillon.webui;
