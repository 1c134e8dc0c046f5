package dev.carillon.handover;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The rules of an organization, in their order. */
@Schema(
        name = "HandoverRules",
        requiredProperties = {"rules"})
record HandoverRules(@Nullable List<HandoverRule> rules) {}
