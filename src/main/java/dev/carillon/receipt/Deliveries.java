package dev.carillon.receipt;

import java.util.List;

/**
 * Which clients have acknowledged a notification and which have not.
 *
 * @param truncated whether there are more clients than were looked at
 */
public record Deliveries(long id, List<Delivery> acknowledged, List<Delivery> pending, boolean truncated) {}
