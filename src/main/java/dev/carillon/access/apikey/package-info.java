/** Sign-in by API key, for backends that create notifications for any user of their organization. */
package dev.carillon.access.apikey;
