/** REPORTS: to which browsers of a user a notification was pushed, and why not; for support. */
@NullMarked
package dev.carillon.push.report;

import org.jspecify.annotations.NullMarked;
