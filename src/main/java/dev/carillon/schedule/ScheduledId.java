package dev.carillon.schedule;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of a scheduled notification. It tells nothing about others, and has nothing to do with the id that the notification
 * gets when it is shown.
 *
 * @param group random, of one create request
 * @param place among the notifications of that request, from 1
 */
record ScheduledId(long group, int place) {

    static final String FORM = "[0-9a-f]{16}-[0-9]{1,4}";

    private static final Pattern PATTERN = Pattern.compile("([0-9a-f]{16})-([0-9]{1,4})");

    /** Empty if the text is no such id. */
    static Optional<ScheduledId> parse(String text) {
        Matcher id = PATTERN.matcher(text);
        return id.matches()
                ? Optional.of(new ScheduledId(Long.parseUnsignedLong(id.group(1), 16), Integer.parseInt(id.group(2))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%016x-%d", group, place);
    }
}
