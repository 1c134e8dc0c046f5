package dev.carillon.push;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A browser of a user, without its address and keys.
 *
 * @param service the push service of the browser's maker
 * @param page the address that a notification opens if it names none of the same site
 * @param renewedAt when the page was last opened there
 */
@Schema(
        name = "PushSubscription",
        requiredProperties = {"id", "service", "page", "createdAt", "renewedAt"})
public record PushSubscription(
        @Schema(examples = "5f2b7c9e0d1a4b3c8e6f7a9b0c1d2e3f")
        String id,

        @Schema(examples = "https://fcm.googleapis.com") String service,
        @Schema(examples = "https://app.example.com/inbox") String page,
        @Schema(format = "date-time") String createdAt,
        @Schema(format = "date-time") String renewedAt) {}
