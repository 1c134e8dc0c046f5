package dev.carillon.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.carillon.route.Rules.Effect;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteTableTest {

    interface Routes {
        @Rules(Effect.READS)
        void withRules();

        void withoutRules();
    }

    @Test
    void methodWithoutRulesKeepsTheApplicationFromStarting() throws NoSuchMethodException {
        // Given
        List<Method> methods =
                List.of(Routes.class.getDeclaredMethod("withRules"), Routes.class.getDeclaredMethod("withoutRules"));
        // When
        IllegalStateException rejected = assertThrows(IllegalStateException.class, () -> RouteTable.of(methods));
        // Then
        assertEquals("Resource methods without @Rules: [Routes.withoutRules]", rejected.getMessage());
    }

    @Test
    void requestToAMethodWithoutRulesIsRejected() throws NoSuchMethodException {
        // Given
        Method method = Routes.class.getDeclaredMethod("withoutRules");
        RouteTable none = new RouteTable(() -> List.of());
        RulesFilter gate = new RulesFilter(none, () -> new Checks(List.of()));
        // When
        ResourceInfo matched = new ResourceInfo() {
            @Override
            public Method getResourceMethod() {
                return method;
            }

            @Override
            public Class<?> getResourceClass() {
                return Routes.class;
            }
        };
        // Then
        assertThrows(ForbiddenException.class, () -> gate.enter(matched, null));
    }
}
