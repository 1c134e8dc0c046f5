package dev.carillon.supply;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/**
 * Packs a directory so that the same files always give the same bytes: sorted names, one time, one owner, and the modes of
 * a file or of a program. Links are replaced by what they lead to.
 *
 * @param top the one directory in the archive
 * @param time of every entry
 */
record ReleaseArchive(Path directory, String top, Instant time) {

    private static final int FILE_MODE = 0100644;
    private static final int PROGRAM_MODE = 0100755;

    void zip(Path target) throws IOException {
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(target)) {
            zip.setLevel(Deflater.BEST_COMPRESSION);
            for (Path file : files()) {
                ZipArchiveEntry entry = new ZipArchiveEntry(name(file));
                entry.setTime(time.toEpochMilli());
                entry.setUnixMode(mode(file));
                zip.putArchiveEntry(entry);
                Files.copy(file, zip);
                zip.closeArchiveEntry();
            }
        }
    }

    void tarball(Path target) throws IOException {
        GzipParameters parameters = new GzipParameters();
        parameters.setCompressionLevel(Deflater.BEST_COMPRESSION);
        parameters.setModificationInstant(Instant.EPOCH);
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(target));
                TarArchiveOutputStream tar =
                        new TarArchiveOutputStream(new GzipCompressorOutputStream(file, parameters), "UTF-8")) {
            for (Path source : files()) {
                TarArchiveEntry entry = new TarArchiveEntry(name(source));
                entry.setSize(Files.size(source));
                entry.setModTime(time.toEpochMilli());
                entry.setIds(0, 0);
                entry.setNames("root", "root");
                entry.setMode(mode(source));
                tar.putArchiveEntry(entry);
                Files.copy(source, tar);
                tar.closeArchiveEntry();
            }
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(directory, FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(this::name))
                    .toList();
        }
    }

    private String name(Path file) {
        return top + "/" + directory.relativize(file).toString().replace('\\', '/');
    }

    private static int mode(Path file) {
        return Files.isExecutable(file) ? PROGRAM_MODE : FILE_MODE;
    }
}
