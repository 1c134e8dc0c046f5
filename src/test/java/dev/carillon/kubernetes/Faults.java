package dev.carillon.kubernetes;

import java.util.ArrayList;
import java.util.List;

/** The findings of a rule. */
final class Faults {

    private final List<String> found = new ArrayList<>();

    void add(String fault) {
        found.add(fault);
    }

    void unless(boolean holds, String fault) {
        if (!holds) {
            found.add(fault);
        }
    }

    List<String> list() {
        return List.copyOf(found);
    }
}
