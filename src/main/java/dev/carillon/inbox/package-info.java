/** HTTP OUT: a user reads, counts and tidies up what was sent; one watermark and a few marks per user say what is read. */
package dev.carillon.inbox;
