package dev.carillon.cluster;

import dev.carillon.embedded.PostgresSettings;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link BreakableCluster} of three pods: one for the whole run, because starting it costs more than most
 * tests. Each test has organizations of its own, and leaves the cluster healed.
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
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(
                        BreakableCluster.class,
                        key -> BreakableCluster.start(
                                BreakableCluster.quick("cluster-it"), PostgresSettings.temporary(), PODS),
                        BreakableCluster.class);
    }
}
