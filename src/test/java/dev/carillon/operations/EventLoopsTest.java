package dev.carillon.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.VertxOptions;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class EventLoopsTest {

    private final VertxOptions options = new VertxOptions().setEventLoopPoolSize(57);

    @Test
    void oneEventLoopPerProcessor() {
        new EventLoops(OptionalInt.empty()).accept(options);
        assertThat(options.getEventLoopPoolSize())
                .isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void numberThatIsConfiguredStays() {
        new EventLoops(OptionalInt.of(57)).accept(options);
        assertThat(options.getEventLoopPoolSize()).isEqualTo(57);
    }
}
