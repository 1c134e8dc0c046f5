/** REFUSED BEFORE A RESOURCE: pages of other origins, bodies, paths and header fields that no route may see. */
package dev.carillon.edge;
