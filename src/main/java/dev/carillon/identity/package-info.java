/** WHO: turns cookies and tokens into a {@link dev.carillon.identity.Caller}; nothing else ever sees them. */
package dev.carillon.identity;
