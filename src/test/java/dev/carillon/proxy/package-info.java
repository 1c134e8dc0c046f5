/** Real proxies with the sample configurations of {@code deploy/}, in front of real pods. */
package dev.carillon.proxy;
