package dev.carillon.preference;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The settings of an organization for its users.
 *
 * @param version rises with each change; 0 if nothing was ever set
 */
@Schema(
        name = "DefaultPreferences",
        requiredProperties = {"version", "types"})
public record DefaultPreferences(@Schema(examples = "1") long version, List<TypeDefault> types) {
    public DefaultPreferences {
        types = List.copyOf(types);
    }
}
