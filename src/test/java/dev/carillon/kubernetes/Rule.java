package dev.carillon.kubernetes;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** A condition that every overlay must meet, beyond what types can express. */
record Rule(String name, BiConsumer<Manifests, Faults> check) {

    static List<Rule> all() {
        return Stream.of(
                        PodRules.all(),
                        ReferenceRules.all(),
                        RolloutRules.all(),
                        NetworkRules.all(),
                        RouteRules.all(),
                        ScalingRules.all())
                .flatMap(List::stream)
                .toList();
    }

    /** Of all rules, each fault with its rule; and of the types. */
    static List<String> faults(Manifests manifests) {
        Faults faults = new Faults();
        StrictTypes.faults(manifests).forEach(fault -> faults.add("types: " + fault));
        for (Rule rule : all()) {
            Faults own = new Faults();
            rule.check.accept(manifests, own);
            own.list().forEach(fault -> faults.add(rule.name + ": " + fault));
        }
        return faults.list();
    }
}
