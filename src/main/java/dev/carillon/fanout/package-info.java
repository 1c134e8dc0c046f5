/** ONE EVENT LOOP: the clients of an organization, each a cursor over frames that all of them share. */
package dev.carillon.fanout;
