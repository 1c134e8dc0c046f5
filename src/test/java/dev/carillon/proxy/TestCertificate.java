package dev.carillon.proxy;

import dev.carillon.testkit.Command;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key and a certificate for {@code localhost}, made for one run, and the trust in it. */
record TestCertificate(String certificatePem, String keyPem, SSLContext trust) {

    private static final char[] PASSWORD = "of-one-run".toCharArray();
    private static final String ALIAS = "proxy";

    private static TestCertificate made;

    /** One for the whole run. */
    static synchronized TestCertificate get() {
        if (made == null) {
            made = create();
        }
        return made;
    }

    private static TestCertificate create() {
        try {
            Path store = Files.createTempDirectory("tls").resolve("tls.p12");
            keytool(store);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD);
            }
            Files.delete(store);
            Files.delete(store.getParent());
            TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            KeyStore known = KeyStore.getInstance("PKCS12");
            known.load(null, null);
            known.setCertificateEntry(ALIAS, keys.getCertificate(ALIAS));
            trusted.init(known);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trusted.getTrustManagers(), null);
            return new TestCertificate(
                    pem("CERTIFICATE", keys.getCertificate(ALIAS).getEncoded()),
                    pem("PRIVATE KEY", keys.getKey(ALIAS, PASSWORD).getEncoded()),
                    context);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(Path store) throws IOException {
        String program =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String options = "-genkeypair -alias " + ALIAS + " -keyalg EC -storetype PKCS12 -dname CN=localhost"
                + " -ext san=dns:localhost -validity 2 -storepass " + new String(PASSWORD);
        List<String> words = new ArrayList<>(List.of(program, "-keystore", store.toString()));
        words.addAll(List.of(options.split(" ")));
        Command made = Command.run(new ProcessBuilder(words), Duration.ofSeconds(60));
        if (!made.succeeded()) {
            throw new IOException("keytool makes no key: " + made);
        }
    }

    private static String pem(String what, byte[] content) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
    }
}
