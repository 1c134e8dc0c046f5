package dev.carillon.push.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.handover.HandoverRule;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The push of one notification to one user, for support.
 *
 * @param rule the first whose types match, as the rules are now; absent if there is none, or the notification has
 *     a hand-over of its own
 * @param says the meaning of both for this notification, in words
 * @param browsers all of the user, and for a while those whose subscription has ended
 */
@Schema(
        name = "PushReport",
        requiredProperties = {"says", "browsers"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PushReport(@Nullable HandoverRule rule, String says, List<BrowserReport> browsers) {

    public PushReport {
        browsers = List.copyOf(browsers);
    }
}
