package dev.carillon.cluster;

import dev.carillon.embedded.Pod;
import dev.carillon.testkit.Login;
import java.net.InetSocketAddress;
import java.util.List;

/** Pods over one record and one bus. */
public interface Ring {

    /** Numbers begin with 1. */
    Pod pod(int number);

    List<InetSocketAddress> addresses();

    /** One session for each user; a user that comes again has the same. */
    Login login(String organization, String user);

    /** Of the database, for its superuser. */
    String recordUrl();
}
