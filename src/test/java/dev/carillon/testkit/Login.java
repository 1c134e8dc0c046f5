package dev.carillon.testkit;

/** A user as the pods know them, and the cookie that proves it. */
public record Login(String organization, String user, String cookie) {}
