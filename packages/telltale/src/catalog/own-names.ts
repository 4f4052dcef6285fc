// Names that no catalog has to declare: those of the semantic conventions, and those that the library writes itself.

/** The namespaces of the semantic conventions, without those that are everyday words and may be an application's own. */
const namespaces = new Set(
  (
    "android artifact aspnetcore aws az azure browser cassandra cicd cloud cloudevents cloudfoundry code container cpu cpython db " +
    "deployment disk dns dotnet elasticsearch enduser error exception faas feature_flag gcp gen_ai geo go graphql heroku host http hw " +
    "ios jsonrpc jvm k8s kestrel linux mainframe mcp messaging net network nfs nodejs oci onc_rpc openai openshift opentracing oracle " +
    "oracle_cloud os otel pprof process rpc security_rule server service signalr telemetry thread tls url user_agent v8js vcs webengine zos " +
    "telltale client"
  ).split(" "),
);

/** Keys that the library sets for everyone. */
const keys = new Set([
  "user.id",
  "session.id",
  "customer.id",
  "outcome",
  "log.record.uid",
  "log.iostream",
  "event.name",
  // of the runtime's metrics; `system` is an everyday word
  "system.paging.fault.type",
]);

/** Whether `key` belongs to the semantic conventions or to the library, so that a catalog may leave it out. */
export function isCommonName(key: string): boolean {
  const end = key.indexOf(".");
  return (end > 0 && namespaces.has(key.slice(0, end))) || keys.has(key);
}

/** Spans that the library names after what a catalog declares elsewhere, or that cannot be declared. */
export function isLibrarySpan(name: string): boolean {
  return /^(?:transaction|workflow|interaction) /.test(name);
}
