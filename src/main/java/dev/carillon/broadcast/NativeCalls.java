package dev.carillon.broadcast;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Functions of the C library on Linux of 64 bits, where all their arguments may be passed as numbers of 64 bits. Each
 * gives what the function gives. To use this class where there is no such library is a {@link LinkageError}.
 */
final class NativeCalls {

    static {
        if (!Platform.isLinux() || !Platform.is64Bit()) {
            throw new UnsatisfiedLinkError("Linux of 64 bits only");
        }
        Native.register(Platform.C_LIBRARY_NAME);
    }

    private NativeCalls() {}

    /** @return -1 if the kernel has refused */
    static native long syscall(long number, long a, long b, long c, long d, long e, long f);

    /** @return the address; -1 if the kernel has refused */
    static native long mmap(long address, long bytes, long protection, long flags, long descriptor, long offset);

    static native int close(int descriptor);

    /** The memory at an address, which nothing keeps from being given back meanwhile. */
    static ByteBuffer memory(long address, int bytes) {
        return new Pointer(address).getByteBuffer(0, bytes).order(ByteOrder.nativeOrder());
    }
}
