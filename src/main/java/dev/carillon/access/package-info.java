/** WHO, BESIDES: tokens, API keys and stream tickets, and how they are ended before their time. */
package dev.carillon.access;
