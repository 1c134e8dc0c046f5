/** Sign-in by API key, for backends that create notifications for any user of their organization. */
@NullMarked
package dev.carillon.access.apikey;

import org.jspecify.annotations.NullMarked;
