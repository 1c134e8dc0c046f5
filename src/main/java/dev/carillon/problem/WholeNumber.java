package dev.carillon.problem;

/** A whole number in a query parameter. */
public final class WholeNumber {

    private WholeNumber() {}

    /**
     * Parses a number within bounds, both inclusive.
     *
     * @throws InvalidField if the text is no such number
     */
    public static long parse(String field, String text, long min, long max) {
        try {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Rejected below, like a number that is out of range.
        }
        throw new InvalidField(field, "must be a whole number from " + min + " to " + max);
    }
}
