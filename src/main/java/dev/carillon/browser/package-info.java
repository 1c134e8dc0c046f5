/** BROWSERS: which pages may use a cookie here, and what every answer tells browsers. */
package dev.carillon.browser;
