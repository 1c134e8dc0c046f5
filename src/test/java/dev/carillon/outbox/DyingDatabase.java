package dev.carillon.outbox;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A database whose connection breaks at one moment: before a statement reaches it, or after it was committed. */
final class DyingDatabase {

    private final int moment;
    private int passed;

    private DyingDatabase(int moment) {
        this.moment = moment;
    }

    /** @param moment 0 before the first statement, 1 after it, 2 before the second, and so on */
    static DataSource at(int moment, DataSource database) {
        DyingDatabase dying = new DyingDatabase(moment);
        return wrap(DataSource.class, (name, call) -> {
            Object result = call.on(database);
            return name.equals("getConnection") ? dying.connection((Connection) result) : result;
        });
    }

    private Connection connection(Connection connection) {
        return wrap(Connection.class, (name, call) -> {
            Object result = call.on(connection);
            return name.equals("prepareStatement") ? statement((PreparedStatement) result) : result;
        });
    }

    private PreparedStatement statement(PreparedStatement statement) {
        return wrap(PreparedStatement.class, (name, call) -> {
            if (!name.startsWith("execute")) {
                return call.on(statement);
            }
            pass();
            Object result = call.on(statement);
            pass();
            return result;
        });
    }

    private void pass() throws SQLException {
        if (passed++ == moment) {
            throw new SQLException("The connection broke", "08006");
        }
    }

    private interface Call {
        Object on(Object target) throws Throwable;
    }

    private interface Wrapper {
        Object invoke(String method, Call call) throws Throwable;
    }

    private static <T> T wrap(Class<T> type, Wrapper wrapper) {
        Object proxy = Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> wrapper.invoke(method.getName(), target -> {
                    try {
                        return method.invoke(target, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
        return type.cast(proxy);
    }
}
