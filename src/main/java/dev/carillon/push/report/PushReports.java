package dev.carillon.push.report;

import dev.carillon.handover.HandoverMedium;
import dev.carillon.handover.Ruling;
import dev.carillon.handover.Rulings;
import dev.carillon.notification.Notification;
import dev.carillon.push.PushConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/** Reports the push of a notification. Blocks. */
@Singleton
public class PushReports {

    private final Rulings rulings;
    private final PushFates fates;
    private final PushConfig config;
    private final Clock clock;

    @Inject
    PushReports(Rulings rulings, PushFates fates, PushConfig config, Clock clock) {
        this.rulings = rulings;
        this.fates = fates;
        this.config = config;
        this.clock = clock;
    }

    public PushReport of(Notification notification, String userId) {
        Ruling ruling = rulings.of(notification, HandoverMedium.PUSH);
        PushReasons reasons = new PushReasons(
                notification,
                ruling,
                config.publicKey().filter(key -> !key.isBlank()).isPresent(),
                clock.instant(),
                config.keep());
        List<BrowserReport> browsers = fates.of(notification.organizationId(), userId, notification.id()).stream()
                .map(reasons::report)
                .toList();
        return new PushReport(
                ruling.named(),
                browsers.isEmpty() ? "The user has no browser that is pushed to." : ruling.says(notification),
                browsers);
    }
}
