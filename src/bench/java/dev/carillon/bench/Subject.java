package dev.carillon.bench;

import java.util.List;

/** A running server that is measured. It is pinned to one core, the generator to another. */
interface Subject extends AutoCloseable {

    String name();

    /** Arguments of the generator for this server: targets, paths, headers, body. */
    List<String> generatorArguments(Scenario scenario);

    /** Every process whose CPU time counts. */
    List<Long> processes();

    @Override
    void close();
}
