package dev.carillon.trpc;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.carillon.limit.PageRows;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/**
 * Input of {@code notifications.list}. {@code useInfiniteQuery} adds a {@code direction}, which is always forward here.
 *
 * @param cursor only notifications with a lower id: the last one of the page before
 */
@JsonIgnoreProperties("direction")
record ListInput(
        @Min(value = 1, message = "must be 1 to " + PageRows.MAX)
        @Max(value = PageRows.MAX, message = "must be 1 to " + PageRows.MAX)
        @Nullable
        Integer limit,

        @Nullable Boolean unreadOnly,

        @Min(value = 1, message = "must be the id of a notification") @Nullable
        Long cursor) {

    static final ListInput NONE = new ListInput(null, null, null);
}
