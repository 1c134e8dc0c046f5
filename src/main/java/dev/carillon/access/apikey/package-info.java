/** WHO, by API key: backends that create notifications for any user of their organization. */
package dev.carillon.access.apikey;
