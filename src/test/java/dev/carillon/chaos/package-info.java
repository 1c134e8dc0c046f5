/** Faults on purpose during create requests. Histories are judged by what the users would have seen. */
package dev.carillon.chaos;
