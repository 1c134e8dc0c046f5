package dev.carillon.testkit;

import java.io.IOException;

/** A stage of decoding that is pushed bytes as they arrive, cut anywhere. */
@FunctionalInterface
interface ByteSink {
    void accept(byte[] bytes, int offset, int length) throws IOException;
}
