// The three providers of a configuration file: their processors or readers, limits and filters.
import type { Signal } from "../engine/exporter.ts";
import { maxValueDepth } from "../engine/value.ts";
import type { IdGenerator } from "../engine/id-generator.ts";
import { eventToSpanEventBridge } from "../otel/event-bridge.ts";
import type { LoggerOptions } from "../options/logs.ts";
import type { ScopeOptions } from "../options/scopes.ts";
import { build, type ComponentTable } from "./components.ts";
import { type Draft, setLeast, setShortest, setVariable } from "./draft.ts";
import { addExporter, exportersOf } from "./exporters.ts";
import { readSampler } from "./samplers.ts";

type Config = Readonly<Record<string, unknown>>;

/** Reads `tracer_provider`. */
export function readTracerProvider(provider: Config, draft: Draft): void {
  const path = "tracer_provider";
  readProcessors(provider, path, draft, "traces", "span_processor", "span_exporter", "OTEL_BSP", {});
  readLimits(limitsOf(provider), [...sharedLimits("SPAN"), ...spanLimits], `${path}.limits`, draft);
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
  const path = "logger_provider";
  readProcessors(provider, path, draft, "logs", "log_record_processor", "log_record_exporter", "OTEL_BLRP", {
    "event_to_span_event_bridge/development": () => eventToSpanEventBridge(),
  });
  readLimits(limitsOf(provider), sharedLimits("LOGRECORD"), `${path}.limits`, draft);
  readLoggers((provider["logger_configurator/development"] ?? {}) as Config, draft);
}

/** Reads the limits for all signals. */
export function readAttributeLimits(limits: Config, draft: Draft): void {
  readLimits(limits, sharedLimits(""), "attribute_limits", draft);
}

/** Keys of the file with the variables they stand for. */
type LimitNames = readonly (readonly [key: string, variable: string])[];

function readLimits(limits: Config, names: LimitNames, path: string, draft: Draft): void {
  for (const [key, name] of names) {
    const value = limits[key];
    const isTooDeep = key === depthLimit && typeof value === "number" && value > maxValueDepth;
    if (isTooDeep) draft.notes.push(`${path}.${key} has no effect above ${maxValueDepth}`);
    setVariable(draft, name, isTooDeep ? maxValueDepth : value, `${path}.${key}`);
  }
}

const depthLimit = "attribute_value_depth_limit";

function sharedLimits(part: "" | "SPAN" | "LOGRECORD"): LimitNames {
  const prefix = part === "" ? "OTEL" : `OTEL_${part}`;
  return [
    ["attribute_value_length_limit", `${prefix}_ATTRIBUTE_VALUE_LENGTH_LIMIT`],
    [depthLimit, `${prefix}_ATTRIBUTE_VALUE_DEPTH_LIMIT`],
    ["attribute_count_limit", `${prefix}_ATTRIBUTE_COUNT_LIMIT`],
  ];
}

const spanLimits = [
  ["event_count_limit", "OTEL_SPAN_EVENT_COUNT_LIMIT"],
  ["link_count_limit", "OTEL_SPAN_LINK_COUNT_LIMIT"],
  ["event_attribute_count_limit", "OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT"],
  ["link_attribute_count_limit", "OTEL_LINK_ATTRIBUTE_COUNT_LIMIT"],
] as const;

function limitsOf(provider: Config): Config {
  return (provider["limits"] ?? {}) as Config;
}

/** What a configurator of tracers or meters says of them, by name. */
export function toScopes(configurator: unknown, key: "tracers" | "meters"): readonly ScopeOptions[] {
  const { default_config: otherwise, [key]: given } = (configurator ?? {}) as Config;
  const named = ((given ?? []) as readonly { name: string; config: Config }[]).map(({ name, config }) => ({
    name,
    enabled: config["enabled"] !== false,
  }));
  const all = (otherwise as Config | undefined)?.["enabled"] !== false;
  return otherwise === undefined ? named : [...named, { name: "*", enabled: all }];
}

const batching = [
  ["schedule_delay", "SCHEDULE_DELAY"],
  ["export_timeout", "EXPORT_TIMEOUT"],
  ["max_queue_size", "MAX_QUEUE_SIZE"],
  ["max_export_batch_size", "MAX_EXPORT_BATCH_SIZE"],
] as const;

// One queue per signal feeds all exporters, so that of several batch processors the most eager one's times count.
function readProcessors(
  provider: Config,
  providerPath: string,
  draft: Draft,
  signal: Signal,
  kind: "span_processor" | "log_record_processor",
  exporterKind: "span_exporter" | "log_record_exporter",
  prefix: string,
  more: ComponentTable,
): void {
  const exporterOf = (config: Config, path: string, batch?: Config): void => {
    const place = { path: `${path}.exporter`, draft };
    const exporter = build(exporterKind, exportersOf(signal), config["exporter"], place);
    addExporter(signal, exporter, place, batch);
  };
  const table: ComponentTable = {
    batch(config, { path }) {
      for (const [key, suffix] of batching) {
        const set = key === "export_timeout" ? setShortest : setLeast;
        set(draft, `${prefix}_${suffix}`, config[key], `${path}.${key}`);
      }
      exporterOf(config, path, config);
    },
    simple(config, { path }) {
      setLeast(draft, `${prefix}_SCHEDULE_DELAY`, 0, path);
      setLeast(draft, `${prefix}_MAX_EXPORT_BATCH_SIZE`, 1, path);
      exporterOf(config, path);
    },
    ...more,
  };
  for (const [index, node] of (provider["processors"] as readonly unknown[]).entries()) {
    const place = { path: `${providerPath}.processors[${index}]`, draft };
    const processor = build(kind, table, node, place);
    if (processor !== undefined) addProcessor(kind, processor, draft);
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

const severities = ["trace", "debug", "info", "warn", "error", "fatal"];

/** `info3` as a severity number (logs data model). */
export function severityNumber(name: string): number {
  const [, word = "", step = "1"] = /^([a-z]+)([2-4]?)$/.exec(name) ?? [];
  return severities.indexOf(word) * 4 + Number(step || "1");
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
