package dev.carillon.socket;

import java.time.Duration;

/**
 * Limits of the data that a stream's socket may hold back.
 *
 * @param sendBufferBytes size of the kernel's send buffer
 * @param writeBufferLow bytes that wait in the process at which a full socket counts as writable again
 * @param writeBufferHigh bytes that wait in the process at which a socket counts as full
 * @param unreachableTimeout how long a peer may leave data without an acknowledgement
 */
public record SocketLimits(int sendBufferBytes, int writeBufferLow, int writeBufferHigh, Duration unreachableTimeout) {}
