package dev.carillon.bench;

import java.util.List;

/** Streams on one pod, creates on another or the same; numbers begin with 1. The pods are closed together, elsewhere. */
record Between(Carillon carillon, int streams, int creates) implements Subject {

    @Override
    public String name() {
        return "pod " + streams;
    }

    @Override
    public List<String> generatorArguments(Scenario scenario) {
        return carillon.generatorArguments(
                scenario,
                List.of(carillon.cluster().pod(streams)),
                List.of(carillon.cluster().pod(creates)));
    }

    @Override
    public List<Long> processes() {
        return carillon.podProcesses();
    }

    @Override
    public void close() {}
}
