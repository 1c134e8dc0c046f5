package dev.carillon.bench;

import java.nio.file.Path;
import java.util.List;

/** The floor that the kernel sets: a C program that does nothing but one {@code write(2)} per client. Needs gcc. */
record LimitProgram(Process process, int port) implements Subject {

    static LimitProgram start(Path directory) {
        String binary = directory.resolve("climit").toString();
        Programs.run(List.of("gcc", "-O2", "-o", binary, "src/bench/c/climit.c"));
        int port = Programs.freePort();
        Process process = Programs.start(
                directory.resolve("climit.log"), List.of(binary, Integer.toString(port), Programs.LOOPBACK));
        Programs.awaitListening(port);
        return new LimitProgram(process, port);
    }

    @Override
    public String name() {
        return "C limit";
    }

    @Override
    public List<String> generatorArguments(Scenario scenario) {
        String at = Programs.LOOPBACK + ":" + port;
        return List.of("--target", at, "--path", "/", "--pub-url", "http://" + at + "/", "--body", Nchan.BODY);
    }

    @Override
    public List<Long> processes() {
        return List.of(process.pid());
    }

    @Override
    public void close() {
        process.destroy();
    }
}
