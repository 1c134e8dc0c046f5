package dev.carillon.identity;

/** How a request tries to say who is calling. */
public enum SignInWay {
    NONE,
    COOKIE,
    TOKEN,
    KEY,
    TICKET
}
