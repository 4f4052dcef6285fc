// Whether and how metrics are shown to Prometheus: the option over `TELLTALE_PROMETHEUS_PORT` over the specification's variables.
import type { Environment } from "../engine/environment.ts";
import { TelemetryError } from "../error.ts";
import { strategies } from "../prometheus/naming.ts";
import type { PrometheusOptions, PrometheusSettings } from "../prometheus/settings.ts";
import { waysOut } from "./exporters.ts";

const maxPort = 65_535;
const known = new Set<string>([
  "host",
  "port",
  "server",
  "translationStrategy",
  "created",
  "scopeLabels",
  "targetInfo",
  "resourceLabels",
  "histograms",
] satisfies (keyof PrometheusOptions)[]);

/** Settles `option` with the environment; undefined for no Prometheus. @throws {TelemetryError} `TT_PROMETHEUS`. */
export function settlePrometheus(
  option: boolean | PrometheusOptions | undefined,
  env: Environment,
): PrometheusSettings | undefined {
  const ownPort = env.whole("TELLTALE_PROMETHEUS_PORT", 0, maxPort);
  const wanted = ownPort !== undefined || waysOut("metrics", env).includes("prometheus");
  if (option === false || (option === undefined && !wanted)) return undefined;
  const options = option === undefined || option === true ? {} : option;
  check(options);
  return {
    host: options.host ?? env.text("OTEL_EXPORTER_PROMETHEUS_HOST") ?? "localhost",
    port: options.port ?? ownPort ?? env.whole("OTEL_EXPORTER_PROMETHEUS_PORT", 0, maxPort) ?? 9464,
    server: options.server ?? true,
    translationStrategy: options.translationStrategy ?? "UnderscoreEscapingWithSuffixes",
    created: options.created ?? false,
    scopeLabels: options.scopeLabels ?? "name",
    targetInfo: options.targetInfo ?? true,
    resourceLabels: options.resourceLabels ?? [],
    histograms: options.histograms,
  };
}

function check(options: PrometheusOptions): void {
  if (typeof options !== "object" || options === null)
    refuse("the option", options, "true, false or an object");
  for (const name of Object.keys(options)) {
    if (!known.has(name)) refuse("the option", name, `one of ${[...known].join(", ")}`);
  }
  const { host, port, translationStrategy: strategy, histograms, resourceLabels } = options;
  if (host !== undefined && (typeof host !== "string" || host.trim() === ""))
    refuse("host", host, "a host name or address");
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= maxPort)) {
    refuse("port", port, `a whole number from 0 to ${maxPort}`);
  }
  if (strategy !== undefined && !strategies.includes(strategy)) {
    refuse("translationStrategy", strategy, `one of ${strategies.join(", ")}`);
  }
  if (histograms !== undefined && histograms !== "explicit" && histograms !== "exponential") {
    refuse("histograms", histograms, "explicit or exponential");
  }
  if (resourceLabels !== undefined && !isTexts(resourceLabels))
    refuse("resourceLabels", resourceLabels, "a list of names");
  const { scopeLabels } = options;
  if (scopeLabels !== undefined && scopeLabels !== "name" && typeof scopeLabels !== "boolean")
    refuse("scopeLabels", scopeLabels, "name, true or false");
  for (const name of ["server", "created", "targetInfo"] as const) {
    const value = options[name];
    if (value !== undefined && typeof value !== "boolean") refuse(name, value, "true or false");
  }
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function refuse(name: string, value: unknown, expected: string): never {
  throw new TelemetryError(
    "TT_PROMETHEUS",
    `Cannot show metrics with \`${String(value)}\` as \`prometheus\` ${name}: expected ${expected}.`,
  );
}
