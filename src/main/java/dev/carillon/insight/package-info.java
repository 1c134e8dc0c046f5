/** WHAT A POD REMEMBERS: its state at this moment, and the way that notifications and streams took. */
package dev.carillon.insight;
