package dev.carillon.trpc;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/** Input of {@code notifications.list}. */
record ListInput(
        @Min(value = 1, message = "must be 1 to 100") @Max(value = 100, message = "must be 1 to 100") @Nullable
        Integer limit,

        @Nullable Boolean unreadOnly) {}
