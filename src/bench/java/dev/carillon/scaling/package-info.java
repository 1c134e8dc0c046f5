/** How large Carillon has to be: a simulation and its plots. */
package dev.carillon.scaling;
