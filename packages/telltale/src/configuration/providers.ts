// The three providers of a configuration file: their processors or readers, limits and filters.
import { severities } from "../engine/api/enums.ts";
import type { Signal } from "../engine/exporter/exporter.ts";
import type { IdGenerator } from "../engine/tracer/id-generator.ts";
import { eventToSpanEventBridge } from "../otel/event-bridge.ts";
import type { LoggerOptions } from "../options/logs.ts";
import type { ScopeOptions } from "../options/scopes.ts";
import { build, type ComponentTable } from "./build.ts";
import type { Draft } from "./draft.ts";
import { addExporter, exportersOf } from "./exporters.ts";
import { readSampler } from "./samplers.ts";

type Config = Readonly<Record<string, unknown>>;

/** Reads `tracer_provider`. */
export function readTracerProvider(provider: Config, draft: Draft): void {
  const path = "tracer_provider";
  readProcessors(provider, { path, draft }, spanKinds, {});
  const place = { path: `${path}.sampler`, draft };
  if (provider["sampler"] !== undefined) draft.options.sampler = readSampler(provider["sampler"], place);
  if (provider["id_generator"] !== undefined) {
    const here = { path: `${path}.id_generator`, draft };
    const generator = build("id_generator", { random: () => undefined }, provider["id_generator"], here);
    draft.options.idGenerator = generator as IdGenerator | undefined;
  }
  const tracers = toScopes(provider["tracer_configurator/development"], "tracers");
  if (tracers.length > 0) draft.options.tracers = tracers;
}

/** Reads `logger_provider`. */
export function readLoggerProvider(provider: Config, draft: Draft): void {
  readProcessors(provider, { path: "logger_provider", draft }, logKinds, {
    "event_to_span_event_bridge/development": () => eventToSpanEventBridge(),
  });
  readLoggers((provider["logger_configurator/development"] ?? {}) as Config, draft);
}

/** The tracers or meters that a configurator names, with their settings. */
export function toScopes(configurator: unknown, key: "tracers" | "meters"): readonly ScopeOptions[] {
  const { default_config: otherwise, [key]: given } = (configurator ?? {}) as Config;
  const named = ((given ?? []) as readonly { name: string; config: Config }[]).map(({ name, config }) => ({
    name,
    enabled: config["enabled"] !== false,
  }));
  const all = (otherwise as Config | undefined)?.["enabled"] !== false;
  return otherwise === undefined ? named : [...named, { name: "*", enabled: all }];
}

/** The kinds of components that a provider's processors have. */
interface ProcessorKinds {
  readonly signal: Signal;
  readonly processor: "span_processor" | "log_record_processor";
  readonly exporter: "span_exporter" | "log_record_exporter";
}

const spanKinds: ProcessorKinds = {
  signal: "traces",
  processor: "span_processor",
  exporter: "span_exporter",
};
const logKinds: ProcessorKinds = {
  signal: "logs",
  processor: "log_record_processor",
  exporter: "log_record_exporter",
};

// One queue per signal feeds all exporters: its numbers are read by their places (settings/batch.ts).
function readProcessors(
  provider: Config,
  { path: providerPath, draft }: { readonly path: string; readonly draft: Draft },
  kinds: ProcessorKinds,
  more: ComponentTable,
): void {
  const { signal } = kinds;
  const exporterOf = (config: Config, path: string, batch?: Config): void => {
    const place = { path: `${path}.exporter`, draft };
    const exporter = build(kinds.exporter, exportersOf(signal), config["exporter"], place);
    addExporter(signal, exporter, place, batch);
  };
  const table: ComponentTable = {
    batch: (config, { path }) => exporterOf(config, path, config),
    simple: (config, { path }) => exporterOf(config, path),
    ...more,
  };
  for (const [index, node] of (provider["processors"] as readonly unknown[]).entries()) {
    const place = { path: `${providerPath}.processors[${index}]`, draft };
    const processor = build(kinds.processor, table, node, place);
    if (processor !== undefined) addProcessor(kinds.processor, processor, draft);
  }
}

function addProcessor(
  kind: "span_processor" | "log_record_processor",
  processor: unknown,
  draft: Draft,
): void {
  const option = kind === "span_processor" ? "processors" : "logRecordProcessors";
  const options = draft.options as Record<string, readonly unknown[] | undefined>;
  options[option] = [...(options[option] ?? []), processor];
}

const severityNames = Object.keys(severities);

/** `info3` as a severity number (logs data model). */
export function severityNumber(name: string): number {
  const [, word = "", step = "1"] = /^([a-z]+)([2-4]?)$/.exec(name) ?? [];
  return severityNames.indexOf(word) * 4 + Number(step || "1");
}

function readLoggers(configurator: Config, draft: Draft): void {
  const loggers = (configurator["loggers"] ?? []) as readonly { name: string; config: Config }[];
  const named = loggers.map(({ name, config }) => toLogger(name, config));
  const otherwise = configurator["default_config"] as Config | undefined;
  const all = otherwise === undefined ? named : [...named, toLogger("*", otherwise)];
  if (all.length > 0) draft.options.logs = { loggers: all };
}

function toLogger(name: string, config: Config): LoggerOptions {
  const severity = config["minimum_severity"];
  return {
    name,
    // what a logger's own entry leaves out has the specification's default, not the value of `default_config`
    enabled: config["enabled"] !== false,
    minimumSeverity: typeof severity === "string" ? severityNumber(severity) : 0,
    traceBased: config["trace_based"] === true,
  };
}
