package dev.carillon.socket;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The kernel's asynchronous I/O ({@code io_setup(2)} and the others), for which the C library has no functions. Each
 * call returns the result of the system call, or -1 if the kernel rejects. Using this class on another kernel is a
 * {@link LinkageError}.
 */
final class NativeCalls {

    private static final long SETUP;
    private static final long DESTROY;
    private static final long SUBMIT;

    static {
        if (!Platform.isLinux() || !Platform.is64Bit()) {
            throw new UnsatisfiedLinkError("Linux of 64 bits only");
        }
        // From the kernel's tables of each architecture, where they never change.
        if (Platform.isIntel()) {
            SETUP = 206;
            DESTROY = 207;
            SUBMIT = 209;
        } else if (Platform.isARM()) {
            SETUP = 0;
            DESTROY = 1;
            SUBMIT = 2;
        } else {
            throw new UnsatisfiedLinkError("x86 and ARM only");
        }
        Native.register(Platform.C_LIBRARY_NAME);
    }

    private NativeCalls() {}

    private static native long syscall(long number, long a, long b, long c);

    /** @param context address at which the new context is stored; the memory must hold 0 before */
    static long setUp(int entries, long context) {
        return syscall(SETUP, entries, context, 0);
    }

    static long destroy(long context) {
        return syscall(DESTROY, context, 0, 0);
    }

    /** @return how many of the entries the kernel has taken, from the first on */
    static long submit(long context, int entries, long pointers) {
        return syscall(SUBMIT, context, entries, pointers);
    }

    /** The memory at an address. Nothing prevents it from being unmapped in the meantime. */
    static ByteBuffer memory(long address, int bytes) {
        return new Pointer(address).getByteBuffer(0, bytes).order(ByteOrder.nativeOrder());
    }
}
