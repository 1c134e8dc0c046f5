package dev.carillon.identity;

/** The kind of credential that a request presents. */
public enum SignInMethod {
    NONE,
    COOKIE,
    TOKEN,
    KEY,
    TICKET
}
