package dev.carillon.identity;

/** How a request tries to say who is calling. */
public enum SignInMethod {
    NONE,
    COOKIE,
    TOKEN,
    KEY,
    TICKET
}
