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
    void routeWithoutACostIsNotServed() throws NoSuchMethodException {
        // Given
        var method = Map.class.getMethod("clear");
        // Then
        assertThatThrownBy(() -> CostTable.of(List.of(method)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Map.clear");
    }
}
