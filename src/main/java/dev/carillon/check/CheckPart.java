package dev.carillon.check;

import java.util.function.Consumer;

/** One group of checks. It never throws: a failure is a finding. */
@FunctionalInterface
interface CheckPart {
    void run(Consumer<Finding> tell);
}
