package dev.carillon.operations;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import jakarta.enterprise.inject.build.compatible.spi.BuildCompatibleExtension;
import jakarta.enterprise.inject.build.compatible.spi.ClassConfig;
import jakarta.enterprise.inject.build.compatible.spi.Enhancement;

/**
 * At build time: lets {@link BuiltDescription} stand before the bean that Quarkus asks for the description. In packages
 * only: where code is reloaded so is the description, and that bean does not see the application's classes.
 */
public class ServeAsBuilt implements BuildCompatibleExtension {

    @Enhancement(types = OpenApiDocumentService.class)
    public void bind(ClassConfig service) {
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            service.addAnnotation(AsBuilt.class);
        }
    }
}
