package dev.carillon.diagnosis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.broadcast.NotificationBroadcaster;
import dev.carillon.problem.Overloaded;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Asks every pod for its evidence, and answers for this one. */
@Singleton
@Startup
class PodQuestions {

    private static final Logger LOG = Logger.getLogger(PodQuestions.class);

    private final NotificationBroadcaster broadcaster;
    private final DiagnosisConfig config;
    private final ObjectMapper json;
    private final QuestionPermits places;
    private final String podName;

    /** @param type of the notification, so that pods need not ask the database */
    record Question(String organization, long id, String user, String type) {

        /** False if a pod of another version has left a field out. */
        boolean hasAll() {
            return organization != null && user != null && type != null;
        }
    }

    @Inject
    PodQuestions(
            NotificationBroadcaster broadcaster,
            DiagnosisConfig config,
            ObjectMapper json,
            QuestionPermits places,
            @ConfigProperty(name = "carillon.pod-name") String podName) {
        this.broadcaster = broadcaster;
        this.config = config;
        this.json = json;
        this.places = places;
        this.podName = podName;
        broadcaster.podMessages().calls().answerWith(this::answer);
    }

    /** @throws Overloaded if too many wait: without asking the pods, any answer would be wrong */
    CompletionStage<List<PodReport>> ask(Question question) {
        byte[] asked = write(question);
        if (!places.take(question.organization())) {
            throw new Overloaded("Too many diagnoses wait for the pods; please repeat the request.");
        }
        return broadcaster
                .podMessages()
                .calls()
                .ask(asked, config.patience())
                .thenApply(this::read)
                .whenComplete((reports, failure) -> places.giveBack(question.organization()));
    }

    private CompletionStage<byte[]> answer(byte[] asked) {
        try {
            Question question = json.readValue(asked, Question.class);
            if (question == null || !question.hasAll()) {
                return CompletableFuture.failedFuture(new IllegalArgumentException("The question lacks a field"));
            }
            return broadcaster
                    .evidence(question.organization(), question.id(), question.user(), question.type())
                    .thenApply(seen -> write(PodReport.of(podName, seen, question.id())));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Skips answers that this version cannot read: the others still count. */
    private List<PodReport> read(List<byte[]> answers) {
        List<PodReport> reports = new ArrayList<>();
        for (byte[] answer : answers) {
            try {
                PodReport report = json.readValue(answer, PodReport.class);
                if (report != null && report.hasAll()) {
                    reports.add(report);
                }
            } catch (IOException e) {
                LOG.warnf("A pod's answer cannot be read: reason=%s", e.getMessage());
            }
        }
        reports.sort(Comparator.comparing(PodReport::pod));
        return reports;
    }

    private byte[] write(Object value) {
        try {
            return json.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
