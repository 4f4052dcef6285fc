// Names of variables that nothing reads, and that are nearly, or in other words, the name of one that is read: a mistake, which would else
// change nothing and say nothing.
import { editDistance } from "../engine/name-distance.ts";
import { warnSetting } from "../engine/notice.ts";

/** Beginnings of names, and the ends of each. */
const known: readonly (readonly [prefixes: string, ends: string])[] = [
  [
    "TELLTALE_",
    "BESIDE CPU_PROFILES CPU_PROFILES_THRESHOLD CRASH_FILE CRASH_FILE_DIRECTORY CRASH_FILE_MAX_AGE_MS CRASH_FILE_MAX_BYTES ENDPOINT " +
      "ENRICHMENT ENVIRONMENT ENVIRONMENT_CONTEXT GUARDS IDENTITY IDENTITY_KEY INSTRUMENTATIONS INSTRUMENTATION_PATH LOGS_MINIMUM_SEVERITY " +
      "LOGS_TRACE_BASED MAIN_THREAD PROCESSORS PROMETHEUS_PORT RECORDER REDACTION REDACTION_ALLOW REDACTION_KEY REDACTION_KINDS REDACTION_MODE " +
      "REDACTION_NAMES REGISTER ROUTES SAMPLING_BYTES_PER_HOUR SAMPLING_DEBUG_SECRET SAMPLING_FILE SAMPLING_NOISE SAMPLING_RATE " +
      "SAMPLING_REMOTE SAMPLING_REMOTE_POLL_MS SAMPLING_REMOTE_TOKEN SAMPLING_RULES SAMPLING_TAIL SAMPLING_TRACES_PER_SECOND SELF_METRICS " +
      "SERVICE_NAME SOURCE_MAPS SPOOL_DIRECTORY SPOOL_MAX_AGE_MS SPOOL_MAX_BYTES",
  ],
  [
    "OTEL_",
    "CONFIG_FILE ENTITIES EXPERIMENTAL_CONFIG_FILE INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT LOGS_EXPORTER LOG_LEVEL " +
      "METRICS_EXEMPLAR_FILTER METRICS_EXPORTER METRIC_EXPORT_INTERVAL METRIC_EXPORT_TIMEOUT NODE_DISABLED_INSTRUMENTATIONS " +
      "NODE_ENABLED_INSTRUMENTATIONS NODE_RESOURCE_DETECTORS PROPAGATORS RESOURCE_ATTRIBUTES " +
      "RESOURCE_ATTRIBUTES_NODE_NAME RESOURCE_ATTRIBUTES_POD_NAME RESOURCE_ATTRIBUTES_POD_NAMESPACE RESOURCE_ATTRIBUTES_POD_UID SDK_DISABLED " +
      "SEMCONV_EXCEPTION_SIGNAL_OPT_IN SEMCONV_STABILITY_OPT_IN SERVICE_NAME SPAN_EVENT_COUNT_LIMIT SPAN_LINK_COUNT_LIMIT TRACES_EXPORTER " +
      "TRACES_SAMPLER TRACES_SAMPLER_ARG",
  ],
  ["OTEL_BSP_ OTEL_BLRP_", "EXPORT_TIMEOUT MAX_EXPORT_BATCH_SIZE MAX_QUEUE_SIZE SCHEDULE_DELAY"],
  [
    "OTEL_ATTRIBUTE_ OTEL_SPAN_ATTRIBUTE_ OTEL_LOGRECORD_ATTRIBUTE_ OTEL_EVENT_ATTRIBUTE_ OTEL_LINK_ATTRIBUTE_",
    "COUNT_LIMIT VALUE_DEPTH_LIMIT VALUE_LENGTH_LIMIT",
  ],
  [
    "OTEL_EXPORTER_OTLP_ OTEL_EXPORTER_OTLP_TRACES_ OTEL_EXPORTER_OTLP_METRICS_ OTEL_EXPORTER_OTLP_LOGS_",
    "CERTIFICATE CLIENT_CERTIFICATE CLIENT_KEY COMPRESSION ENDPOINT HEADERS INSECURE PROTOCOL TIMEOUT",
  ],
  ["OTEL_EXPORTER_OTLP_METRICS_", "DEFAULT_HISTOGRAM_AGGREGATION TEMPORALITY_PREFERENCE"],
  ["OTEL_EXPORTER_PROMETHEUS_", "HOST PORT"],
  ["OTEL_EXPORTER_ZIPKIN_", "ENDPOINT PROTOCOL TIMEOUT"],
];

/** Other words for a variable, as one guesses them, and what they mean. */
const guesses: Readonly<Record<string, string>> = {
  SERVICE: "SERVICE_NAME",
  NAME: "SERVICE_NAME",
  URL: "ENDPOINT",
  HOST: "ENDPOINT",
  PORT: "ENDPOINT",
  ENV: "ENVIRONMENT",
  LOG_LEVEL: "LOGS_MINIMUM_SEVERITY",
};

const prefix = "TELLTALE_";
const maxEdits = 2;
/** Names that begin like ours are hardly anyone else's. */
const maxEditsOfOurs = 3;

/** Warns of each name in `variables` that is nearly, or in other words, the name of a variable, and names that one. */
export function warnUnknownVariables(variables: Readonly<Record<string, string | undefined>>): void {
  const suspects = Object.keys(variables).filter((name) => /^(?:TEL|OT)/.test(name));
  if (suspects.length === 0) return;
  const names = new Set(known.flatMap(([prefixes, ends]) => combine(prefixes.split(" "), ends.split(" "))));
  for (const name of suspects) {
    // Kubernetes gives the address of a service called `telltale` to every pod so
    if (names.has(name) || (name === `${prefix}PORT` && variables[name]?.includes("://") === true)) continue;
    const guess = name.startsWith(prefix) ? guesses[name.slice(prefix.length)] : undefined;
    const meant = guess === undefined ? nearest(name, names) : prefix + guess;
    if (meant !== undefined) warnSetting(`unknown variable ${name}: did you mean ${meant}? It is ignored`);
  }
}

function combine(beginnings: readonly string[], ends: readonly string[]): string[] {
  return beginnings.flatMap((beginning) => ends.map((end) => beginning + end));
}

function nearest(name: string, names: Iterable<string>): string | undefined {
  let found: string | undefined;
  let least = (name.startsWith("TELLTALE_") ? maxEditsOfOurs : maxEdits) + 1;
  for (const one of names) {
    if (Math.abs(one.length - name.length) >= least) continue;
    const edits = editDistance(one, name);
    if (edits >= least) continue;
    least = edits;
    found = one;
  }
  return found;
}
