package dev.carillon.retention;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Connections of the account that migrates, which owns the tables; of the application's own where there is no other.
 *
 * <p>None comes from the pool: detaching a segment waits for as long as anybody's transaction lasts, in no transaction of
 * its own, and behind a session's lock, which a transaction pooler would not keep.
 */
@Singleton
class OwnerConnections implements OwnerSession.Source {

    private final AgroalConnectionFactoryConfiguration pool;
    private final Optional<String> url;
    private final Optional<String> user;
    private final Optional<String> password;

    @Inject
    OwnerConnections(
            AgroalDataSource dataSource,
            @ConfigProperty(name = "quarkus.flyway.jdbc-url") Optional<String> url,
            @ConfigProperty(name = "quarkus.flyway.username") Optional<String> user,
            @ConfigProperty(name = "quarkus.flyway.password") Optional<String> password) {
        this.pool = dataSource.getConfiguration().connectionPoolConfiguration().connectionFactoryConfiguration();
        this.url = url;
        this.user = user;
        this.password = password;
    }

    @Override
    public Connection open() throws SQLException {
        Properties properties = new Properties();
        properties.putAll(pool.jdbcProperties());
        // A detach waits for others' transactions, however long they last.
        properties.remove("socketTimeout");
        user.or(this::poolUser).ifPresent(name -> properties.setProperty("user", name));
        password.or(this::poolPassword).ifPresent(secret -> properties.setProperty("password", secret));
        return DriverManager.getConnection(url.orElse(pool.jdbcUrl()), properties);
    }

    private Optional<String> poolUser() {
        return Optional.ofNullable(pool.principal()).map(principal -> principal.getName());
    }

    private Optional<String> poolPassword() {
        return pool.credentials().stream()
                .filter(io.agroal.api.security.SimplePassword.class::isInstance)
                .map(secret -> ((io.agroal.api.security.SimplePassword) secret).getWord())
                .findFirst();
    }
}
