package dev.carillon.push;

import com.interaso.webpush.VapidKeys;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Base64;

/** Prints a new pair of keys, as settings; {@code java -jar quarkus-run.jar create-vapid-keys}. It stores nothing. */
public final class CreateVapidKeysCommand {

    public static final String COMMAND = "create-vapid-keys";

    private static final int USAGE = 2;
    private static final int BYTES = 32;

    private final PrintStream out;

    public CreateVapidKeysCommand(PrintStream out) {
        this.out = out;
    }

    /** Returns the exit status. */
    public int run(String... arguments) {
        if (arguments.length > 0) {
            out.println("Usage: java -jar quarkus-run.jar " + COMMAND);
            return USAGE;
        }
        VapidKeys keys = VapidKeys.generate();
        out.println("CARILLON_PUSH_PUBLIC_KEY=" + text(keys.getApplicationServerKey()));
        out.println("CARILLON_PUSH_PRIVATE_KEY="
                + text(unsigned(keys.getPrivateKey().getS().toByteArray())));
        return 0;
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** In 32 bytes: the number may have fewer, or a zero in front for its sign. */
    private static byte[] unsigned(byte[] number) {
        byte[] bytes = new byte[BYTES];
        byte[] last = Arrays.copyOfRange(number, Math.max(0, number.length - BYTES), number.length);
        System.arraycopy(last, 0, bytes, BYTES - last.length, last.length);
        return bytes;
    }
}
