/**
 * Carillon broadcasts notifications to browsers over Server-Sent Events from any number of pods.
 *
 * <p>The path of a notification, in the order in which to read it:
 *
 * <ol>
 *   <li>{@link dev.carillon.publish.PublishResource} takes it from a backend,
 *   <li>{@link dev.carillon.publish.NotificationPublisher} writes it, together with what arrives meanwhile,
 *   <li>{@link dev.carillon.notification.NotificationLog} commits it under the next id of its organization,
 *   <li>{@link dev.carillon.broadcast.NotificationBroadcaster} sends it, by
 *   <li>{@link dev.carillon.bus.ChannelBus}, to every pod that has clients of the organization; there
 *   <li>{@code OrganizationChannel} puts it in order, {@code ChannelShard} takes it to the clients of each event loop,
 *   <li>{@link dev.carillon.fanout.Client}, a cursor and a socket, writes the bytes that all of them share.
 * </ol>
 */
@NullMarked
package dev.carillon;

import org.jspecify.annotations.NullMarked;
