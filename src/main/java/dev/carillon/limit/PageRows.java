package dev.carillon.limit;

import dev.carillon.problem.InvalidField;
import dev.carillon.problem.WholeNumber;
import org.jspecify.annotations.Nullable;

/** The number of rows of a list's page: the request asks for them by {@link #PARAMETER}, and pays for them. */
public final class PageRows {

    public static final String PARAMETER = "limit";

    public static final int DEFAULT = 20;

    /** Some 3 MB if all notifications are as large as allowed. */
    public static final int MAX = 100;

    private PageRows() {}

    /**
     * @param text the parameter; null where there is none
     * @throws InvalidField if it is not a number of rows
     */
    public static int parse(@Nullable String text) {
        return text == null ? DEFAULT : (int) WholeNumber.parse(PARAMETER, text, 1, MAX);
    }
}
