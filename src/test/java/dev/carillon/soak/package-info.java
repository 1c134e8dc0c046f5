/** Hours of trouble in one command: random faults, many clients, steady create requests, one verdict. */
package dev.carillon.soak;
