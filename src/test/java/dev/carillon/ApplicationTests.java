package dev.carillon;

import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/**
 * The test classes that start the application, as one test to Maven: so one JVM runs them one after the other, beside those that run
 * all others. Their names are texts, since Quarkus loads them itself. ArchitectureTest holds the list.
 */
@Suite
@SelectClasses(
        names = {
            "dev.carillon.access.session.ExpressSessionTest",
            "dev.carillon.audit.RequestAuditTest",
            "dev.carillon.audit.TrustedProxyTest",
            "dev.carillon.broadcast.ForgedMessagesTest",
            "dev.carillon.bus.RedisAccountTest",
            "dev.carillon.canary.CanaryTest",
            "dev.carillon.courier.WebhooksTest",
            "dev.carillon.diagnosis.DiagnosisTest",
            "dev.carillon.diagnosis.HandoverDiagnosisTest",
            "dev.carillon.diagnosis.PushDiagnosisTest",
            "dev.carillon.edge.CrossOriginFilterTest",
            "dev.carillon.edge.QueryCheckTest",
            "dev.carillon.erasure.UserDataTest",
            "dev.carillon.identity.ApiKeyTest",
            "dev.carillon.identity.AuthorizationMatrixTest",
            "dev.carillon.identity.ChangedCallerTest",
            "dev.carillon.identity.MadeUpKeysTest",
            "dev.carillon.identity.RevocationTest",
            "dev.carillon.identity.StreamTicketTest",
            "dev.carillon.identity.TokenSignInTest",
            "dev.carillon.inbox.InboxTest",
            "dev.carillon.inbox.InboxTransactionsTest",
            "dev.carillon.inbox.SeenModelTest",
            "dev.carillon.limit.CostsTest",
            "dev.carillon.limit.LimitsTest",
            "dev.carillon.limit.MessageBoundariesTest",
            "dev.carillon.limit.RateLimiterTest",
            "dev.carillon.limit.SharesTest",
            "dev.carillon.monitoring.GaugesOfAnotherApplicationTest",
            "dev.carillon.monitoring.GaugesTest",
            "dev.carillon.monitoring.MetricsTest",
            "dev.carillon.moving.BackEndGuideTest",
            "dev.carillon.moving.MovingTest",
            "dev.carillon.notification.ApplicationAccountTest",
            "dev.carillon.notification.DatabaseDefaultsTest",
            "dev.carillon.notification.RowLevelSecurityTest",
            "dev.carillon.operations.BuildReportTest",
            "dev.carillon.operations.DescribedRequestsTest",
            "dev.carillon.preference.PreferenceLookupsTest",
            "dev.carillon.preference.PreferencesTest",
            "dev.carillon.publish.BatchTest",
            "dev.carillon.publish.CreateTest",
            "dev.carillon.publish.DataDepthTest",
            "dev.carillon.publish.RecallTest",
            "dev.carillon.push.PushTest",
            "dev.carillon.receipt.ClientPositionsTest",
            "dev.carillon.receipt.DeliveriesTest",
            "dev.carillon.route.EdgeTest",
            "dev.carillon.route.PathSpellingsTest",
            "dev.carillon.schedule.ScheduledTest",
            "dev.carillon.sent.SentTest",
            "dev.carillon.socket.wire.ClosedTabsTest",
            "dev.carillon.socket.wire.FramingTest",
            "dev.carillon.socket.wire.LingeringCloseTest",
            "dev.carillon.socket.wire.RouteLabelsTest",
            "dev.carillon.socket.wire.SlowBodyTest",
            "dev.carillon.stream.ClientLibrariesTest",
            "dev.carillon.stream.IdlePositionTest",
            "dev.carillon.stream.LineStreamTest",
            "dev.carillon.stream.PollTest",
            "dev.carillon.stream.SnapshotTest",
            "dev.carillon.stream.StreamMessagesTest",
            "dev.carillon.tenancy.ConnectionSettingsTest",
            "dev.carillon.trpc.TrpcClientTest",
            "dev.carillon.trpc.TrpcTest"
        })
class ApplicationTests {}
