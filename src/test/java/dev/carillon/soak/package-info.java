/** Hours of trouble in one command: random faults, many clients, steady creates, one verdict. */
package dev.carillon.soak;
