package dev.carillon.bench;

import java.io.IOException;
import java.nio.file.Path;

/** One question with one command: {@code src/bench/run NAME [rounds]}. Its page lands in {@code docs/benchmarks}. */
interface Benchmark {

    /** The first line of its page. */
    String question();

    /** Rounds where none are given. */
    int rounds();

    void run(int rounds, Path directory, Page page) throws IOException;
}
