package dev.carillon.bench;

import java.io.IOException;
import java.nio.file.Path;

/** One question with one command: {@code src/bench/run NAME [rounds]}. Its page lands in {@code docs/benchmarks}. */
interface Benchmark {

    void run(Rounds rounds, Path directory, Page page) throws IOException;
}
