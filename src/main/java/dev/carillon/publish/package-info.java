/** HTTP IN: a backend creates a notification; it is committed, then handed to the broadcaster, in this order. */
package dev.carillon.publish;
