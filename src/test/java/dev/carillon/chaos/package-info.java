/** Things are broken on purpose while creates go on; a judge decides from histories what the users would have seen. */
package dev.carillon.chaos;
