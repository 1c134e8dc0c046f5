package dev.carillon.testkit;

/** Who somebody is to the pods, and the cookie that proves it. */
public record Login(String organization, String user, String cookie) {}
