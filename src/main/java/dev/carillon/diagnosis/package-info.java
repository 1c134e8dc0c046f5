/** Diagnosis for support: why a user did not see a notification, as far as the pods still know. */
package dev.carillon.diagnosis;
