/** ACK: how far each client has acknowledged, and therefore where it resumes and who has received what. */
package dev.carillon.receipt;
