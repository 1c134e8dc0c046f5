package dev.carillon.retention;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** One connection for each thread, as a pool would keep it; closing gives it back. */
public final class KeptConnections {

    private final DataSource source;
    private final ThreadLocal<Connection> own = new ThreadLocal<>();

    private KeptConnections(DataSource source) {
        this.source = source;
    }

    public static DataSource of(DataSource source) {
        KeptConnections kept = new KeptConnections(source);
        return (DataSource) Proxy.newProxyInstance(
                KeptConnections.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> kept.connection());
    }

    private Connection connection() throws SQLException {
        if (own.get() == null) {
            own.set(source.getConnection());
        }
        Connection connection = own.get();
        return (Connection) Proxy.newProxyInstance(
                KeptConnections.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
