/** Acknowledgements: how far each client has come, where it therefore resumes, and who has received a notification. */
package dev.carillon.receipt;
