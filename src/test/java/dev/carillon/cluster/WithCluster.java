package dev.carillon.cluster;

import dev.carillon.embedded.PodSettings;
import dev.carillon.embedded.PostgresSettings;
import dev.carillon.testkit.SecondCluster;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link BreakableCluster} of three pods: one for the whole run, because starting it costs more than most
 * tests, and another one for those that run beside ({@link SecondCluster}). Each test has organizations of its own, and
 * leaves the cluster healed.
 */
public final class WithCluster implements ParameterResolver, AfterEachCallback {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(WithCluster.class);
    private static final int PODS = 3;

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == BreakableCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return cluster(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        cluster(context).heal();
    }

    /** The store of the root closes it at the end of the run. */
    private static BreakableCluster cluster(ExtensionContext context) {
        String name = context.getRequiredTestClass().isAnnotationPresent(SecondCluster.class)
                ? "second-cluster-it"
                : "cluster-it";
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(
                        name,
                        key -> BreakableCluster.start(settings(key), PostgresSettings.temporary(), PODS),
                        BreakableCluster.class);
    }

    /**
     * A pod serves callers that do not know yet that it is out of the list, as long as its window lasts. One that took
     * the address before came 2.6 s later on a machine without idle time, and a window of 3 s was over by then.
     */
    private static PodSettings settings(String name) {
        return BreakableCluster.quick(name).with("CARILLON_DRAIN_WINDOW", "8s");
    }
}
