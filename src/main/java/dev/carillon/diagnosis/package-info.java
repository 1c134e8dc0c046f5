/** Diagnosis for support: why a user did not see a notification, as far as the pods still know. */
@NullMarked
package dev.carillon.diagnosis;

import org.jspecify.annotations.NullMarked;
