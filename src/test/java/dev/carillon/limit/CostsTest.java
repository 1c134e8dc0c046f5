package dev.carillon.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.limit.Cost.Takes;
import dev.carillon.testkit.IdentityTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every route has a cost; the table is made from the routes that the server can match. */
@IdentityTest
class CostsTest {

    private static final int HUNDREDTHS = 100;

    @Inject
    CostTable table;

    @Test
    void everyRouteCostsSomething() {
        assertThat(table.all()).hasSizeGreaterThan(20);
        assertThat(table.all())
                .allSatisfy((method, cost) -> assertThat(cost.value() > 0 || cost.takes() == Takes.OPEN)
                        .as(method.toString())
                        .isTrue());
    }

    @Test
    void listOverTrpcCostsAsMuchAsTheLargestPage() {
        // Given
        Cost page = cost("InboxResource", "list");
        // Then
        assertThat(cost("TrpcResource", "query").value())
                .isEqualTo(page.value() + page.perRow() * PageRows.MAX / HUNDREDTHS);
        assertThat(cost("TrpcResource", "query").perCall())
                .isEqualTo(page.value() + page.perRow() * PageRows.MAX / HUNDREDTHS);
    }

    @Test
    void preferencesCostAsMuchOverTrpcAsByTheirRouteAlsoAmongOtherCalls() {
        // Given
        Cost mutation = cost("TrpcResource", "mutation");
        int price = cost("PreferencesResource", "setOwn").value();
        String set = "notifications.setPreferences";
        // When
        int alone = mutation.value() + RequestBudget.calls(mutation, set);
        int amongOthers = mutation.value() + RequestBudget.calls(mutation, "notifications.delete," + set + "," + set);
        // Then
        assertThat(alone).isEqualTo(price);
        assertThat(amongOthers).isEqualTo(mutation.value() + 2 * price);
    }

    private Cost cost(String resource, String method) {
        return table.all().entrySet().stream()
                .filter(entry ->
                        entry.getKey().getDeclaringClass().getSimpleName().equals(resource))
                .filter(entry -> entry.getKey().getName().equals(method))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void routeWithoutACostIsNotServed() throws NoSuchMethodException {
        // Given
        var method = Map.class.getMethod("clear");
        // Then
        assertThatThrownBy(() -> CostTable.of(List.of(method)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Map.clear");
    }
}
