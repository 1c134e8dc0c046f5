/** Acknowledgements: how far each client has come, where it therefore resumes, and who has received a notification. */
@NullMarked
package dev.carillon.receipt;

import org.jspecify.annotations.NullMarked;
