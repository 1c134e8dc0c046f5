package dev.carillon.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of {@code deploy/}, in which a test changes addresses and times, and nothing else. */
record SampleConfiguration(String text) {

    static SampleConfiguration of(Path file) {
        try {
            return new SampleConfiguration(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails if there is nothing to replace: the file would then not be run as it is meant. */
    SampleConfiguration with(String sample, String own) {
        assertThat(text).contains(sample);
        return new SampleConfiguration(text.replace(sample, own));
    }

    Path write(Path file) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
