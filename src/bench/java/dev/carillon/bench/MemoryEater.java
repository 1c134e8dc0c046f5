package dev.carillon.bench;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** An agent that takes all memory of the JVM it is loaded into. */
public final class MemoryEater {

    private static final int BITE_BYTES = 1 << 20;

    private MemoryEater() {}

    /** Returns at once; the JVM meets its end a little later. */
    static void into(long pid) {
        try {
            Path jar = jar();
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            try {
                machine.loadAgent(jar.toString());
            } finally {
                machine.detach();
            }
            Files.delete(jar);
        } catch (IOException | AttachNotSupportedException | AgentLoadException | AgentInitializationException e) {
            throw new IllegalStateException("The agent cannot be loaded", e);
        }
    }

    /** Called by the JVM it is loaded into. */
    public static void agentmain(String argument) {
        Thread eater = new Thread(MemoryEater::eat, "memory-eater");
        eater.setDaemon(true);
        eater.start();
    }

    private static void eat() {
        List<byte[]> eaten = new ArrayList<>();
        while (!Thread.currentThread().isInterrupted()) {
            eaten.add(new byte[BITE_BYTES]);
        }
    }

    private static Path jar() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Agent-Class", MemoryEater.class.getName());
        String name = MemoryEater.class.getName().replace('.', '/') + ".class";
        Path jar = Files.createTempFile("memory-eater", ".jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                InputStream code = MemoryEater.class.getClassLoader().getResourceAsStream(name)) {
            out.putNextEntry(new JarEntry(name));
            code.transferTo(out);
            out.closeEntry();
        }
        return jar;
    }
}
