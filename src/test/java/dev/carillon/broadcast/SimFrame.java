package dev.carillon.broadcast;

import dev.carillon.fanout.Frame;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A frame as a page reads it.
 *
 * @param kind notification, recall or update
 * @param notification the id of the notification that it shows or takes back
 * @param text null for a recall
 */
record SimFrame(String kind, long notification, String text) {

    private static final Pattern FORM = Pattern.compile(
            "data: \\{\"type\":\"(\\w+)\",\"data\":\\{\"id\":(\\d+)(?:.*\"message\":\"([^\"]*)\")?.*", Pattern.DOTALL);

    static SimFrame of(Frame frame) {
        String event = frame.bytes().payload().toString(StandardCharsets.UTF_8);
        Matcher matcher = FORM.matcher(event.substring(event.indexOf('\n') + 1));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(event);
        }
        return new SimFrame(matcher.group(1), Long.parseLong(matcher.group(2)), matcher.group(3));
    }
}
