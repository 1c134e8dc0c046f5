package dev.carillon.bench;

import java.util.ArrayList;
import java.util.List;

/** Streams on one pod, creates on another or the same; numbers begin with 1. The pods are closed together, elsewhere. */
record Between(Carillon carillon, int streams, int creates) implements Subject {

    @Override
    public String name() {
        return "pod " + streams;
    }

    @Override
    public List<String> generatorArguments(Scenario scenario) {
        List<String> arguments = new ArrayList<>(carillon.generatorArguments(scenario));
        arguments.addAll(List.of(
                "--target",
                Programs.LOOPBACK + ":" + carillon.cluster().pod(streams).httpPort()));
        arguments.addAll(List.of("--pub-url", carillon.cluster().pod(creates).baseUrl() + "/api/notifications"));
        return arguments;
    }

    @Override
    public List<Long> processes() {
        return carillon.podProcesses();
    }

    @Override
    public void close() {}
}
