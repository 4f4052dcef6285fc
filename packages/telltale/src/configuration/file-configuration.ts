// A declarative configuration file: components as options, and a reader of single values for the settings that declare their places. It is
// loaded where a file is named.
import type { TextMapPropagator } from "@opentelemetry/api";
import { createEnvironment, type ReadPlace } from "../engine/settings/environment.ts";
import { endpointSetting } from "../export/otlp-settings.ts";
import type { FileResource } from "../options/resource.ts";
import type { PropagatorName } from "../propagation/propagator.ts";
import { isRegistering } from "../engine/running/state.ts";
import { build, type ComponentTable } from "./build.ts";
import { readVariable } from "../settings/resolve.ts";
import { createDraft, type Draft } from "./draft.ts";
import { placeReader } from "./file-values.ts";
import { loadConfig } from "./load.ts";
import { readMeterProvider } from "./meter-provider.ts";
import { readLoggerProvider, readTracerProvider } from "./providers.ts";
import { readResource } from "./resource.ts";
import { readTelltale } from "./telltale.ts";

type Config = Readonly<Record<string, unknown>>;
type Variables = Readonly<Record<string, string | undefined>>;

/** A configuration file, resolved. */
export interface FileConfiguration extends Omit<Draft, "endpoint"> {
  readonly path: string;
  /** Reads single values. */
  readonly at: ReadPlace;
  readonly resource: FileResource;
}

/** Reads the file at `path`. @throws {TelemetryError} `TT_CONFIG_FILE` when it cannot be used. */
export function readFileConfiguration(path: string, variables: Variables): FileConfiguration {
  const { document, note } = loadConfig(path, variables);
  const file = toFileConfiguration(document, path, variables);
  if (note !== undefined) file.notes.push(note);
  return file;
}

/** What `document`, which is valid, comes to. @throws {TelemetryError} `TT_CONFIG_FILE` for an unknown component. */
export function toFileConfiguration(document: Config, path: string, variables: Variables): FileConfiguration {
  const draft = createDraft(ownEndpoint(variables));
  draft.options.exporters = [];
  draft.options.propagators = readPropagators((document["propagator"] ?? {}) as Config, draft);
  for (const [key, readPart] of parts) {
    if (document[key] !== undefined) readPart(document[key] as Config, draft);
  }
  const at = placeReader(document, (text) => {
    if (!draft.notes.includes(text)) draft.notes.push(text);
  });
  return { ...draft, path, at, resource: readResource(document, variables, draft) };
}

const parts: readonly (readonly [string, (config: Config, draft: Draft) => void])[] = [
  ["tracer_provider", readTracerProvider],
  ["meter_provider", readMeterProvider],
  ["logger_provider", readLoggerProvider],
  ["instrumentation/development", readInstrumentation],
  ["telltale", readTelltale],
  ["distribution", (_config, draft) => void draft.notes.push("distribution has no effect")],
];

// our variable is stronger than the file
function ownEndpoint(variables: Variables): string | undefined {
  const [own] = endpointSetting.variable;
  return readVariable(createEnvironment(variables), own, { type: "url" }) as string | undefined;
}

const propagators: ComponentTable = {
  tracecontext: () => "tracecontext",
  baggage: () => "baggage",
  b3: () => "b3",
  b3multi: () => "b3multi",
  jaeger: () => "jaeger",
};

function readPropagators(propagator: Config, draft: Draft): readonly (PropagatorName | TextMapPropagator)[] {
  const composite = (propagator["composite"] ?? []) as readonly object[];
  const list =
    typeof propagator["composite_list"] === "string" ? propagator["composite_list"].split(",") : [];
  const named = list.map((name) => name.trim()).filter((name) => name !== "" && name !== "none");
  const seen = new Set(composite.flatMap((node) => Object.keys(node)));
  const nodes = [
    ...composite.map((node, index) => [node, `propagator.composite[${index}]`] as const),
    ...[...new Set(named)]
      .filter((name) => !seen.has(name))
      .map((name) => [{ [name]: undefined }, "propagator.composite_list"] as const),
  ];
  return nodes.map(
    ([node, path]) =>
      build("propagator", propagators, node, { path, draft }) as PropagatorName | TextMapPropagator,
  );
}

// Instrumentations are the application's own objects, and read their variables themselves; `telltale/register` makes those it knows, and
// reads their options by itself.
function readInstrumentation({ general, js }: Config, draft: Draft): void {
  const path = "instrumentation/development";
  const set = Object.entries((general ?? {}) as Config).filter(([, value]) => value !== null);
  for (const [key] of set) {
    const instead =
      key === "stability_opt_in_list"
        ? "set OTEL_SEMCONV_STABILITY_OPT_IN, which the instrumentations read"
        : "give it to the instrumentations themselves";
    draft.notes.push(`${path}.general.${key} has no effect: ${instead}`);
  }
  if (js !== undefined && !isRegistering()) {
    draft.notes.push(
      `${path}.js has no effect without telltale/register: give it to the instrumentations themselves`,
    );
  }
}
