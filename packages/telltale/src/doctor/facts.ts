// What the settings have come to, and where each value is from. Secrets do not come out of here.
import { diag } from "../engine/api/diag.ts";
import { DiagLogLevel } from "../engine/api/enums.ts";
import { type Configuration, readConfiguration } from "../configuration/configuration.ts";
import { createEnvironment } from "../engine/environment.ts";
import type { Signal } from "../engine/exporter.ts";
import { type Destination, settleOtlp } from "../export/otlp-settings.ts";
import { settleOptions } from "../options.ts";
import type { StartOptions } from "../options/start-options.ts";
import { waysOut } from "../options/exporters.ts";
import { settleResource } from "../options/resource.ts";
import { createRedaction } from "../redaction/leaving.ts";
import { realSurroundings } from "../resource/detector.ts";
import { factByFile } from "./by-file.ts";
import { type Setting, settings } from "./settings.ts";
import { hide, hideInUrl, optionOf, show } from "./show.ts";

/** Who has set a value. */
export type Origin = "option" | "TELLTALE" | "file" | "OTEL" | "default";

/** One value. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly origin: Origin;
  /** The option, variable or place in the file. */
  readonly source?: string;
}

/** Where one signal goes. */
export interface Way extends Fact {
  readonly signal: Signal;
  readonly destination: Destination;
}

/** All that is known without asking anybody. */
export interface Facts {
  readonly file: string | undefined;
  readonly settings: readonly Fact[];
  readonly resource: readonly Fact[];
  readonly ways: readonly Way[];
  readonly warnings: readonly string[];
}

type Variables = Readonly<Record<string, string | undefined>>;

const signals: readonly Signal[] = ["traces", "metrics", "logs"];

const ignore = (): void => {};

/** Settles `options` as `start()` would, and tells. @throws {TelemetryError} as `start()` would. */
export function collectFacts(options: StartOptions, own: NodeJS.ProcessEnv): Facts {
  const warnings: string[] = [];
  const warn = (message: string): void => void warnings.push(message.replace(/^telltale: /, ""));
  const listener = { error: warn, warn, info: ignore, debug: ignore, verbose: ignore };
  diag.setLogger(listener, DiagLogLevel.WARN);
  try {
    settleOptions(options, own);
    const configuration = readConfiguration(own);
    const env = createEnvironment(configuration.variables);
    const { resource, sources } = settleResource(
      options,
      env,
      realSurroundings(own),
      configuration.file?.resource,
    );
    // what is told here ends in tickets: whatever the settings are, no secret does
    const leaving = createRedaction({});
    const ignored = new Set(warnings.flatMap((text) => /^cannot use (\w+)=/.exec(text)?.[1] ?? []));
    const find = finder(options, own, configuration, ignored);
    return {
      file: configuration.file?.path,
      settings: settings.map((setting) => find(setting)),
      resource: Object.entries(resource).map(([name, value]) => ({
        name,
        value: leaving.markOf(name) ?? leaving.text(show(value), name) ?? "",
        ...originOf(sources[name] ?? "default"),
      })),
      ways: waysOf(options, configuration, find),
      warnings: [...new Set(warnings)],
    };
  } finally {
    diag.disable();
  }
}

type Find = (setting: Setting) => Fact;

function finder(
  options: StartOptions,
  own: Variables,
  { file, variables }: Configuration,
  ignored: ReadonlySet<string>,
): Find {
  return (setting) => {
    const { name, option, variables: names, fallback } = setting;
    const given = option === undefined ? undefined : optionOf(options, option);
    if (given !== undefined) {
      const value = option === "identityKey" ? "…" : show(given);
      return { name, value, origin: "option", source: option as string };
    }
    for (const variable of names) {
      const value = variables[variable]?.trim();
      if (!value || ignored.has(variable)) continue;
      const place = file?.origins[variable];
      const shown = hide(variable, value);
      if (place !== undefined) return { name, value: shown, origin: "file", source: place };
      if (own[variable] !== undefined) return { name, value: shown, ...originOf(variable) };
    }
    const byFile = file === undefined ? undefined : factByFile(file, setting, options);
    return { name, ...(byFile ?? { value: fallback, origin: "default" }) };
  };
}

function originOf(source: string): { readonly origin: Origin; readonly source?: string } {
  if (source.startsWith("TELLTALE_")) return { origin: "TELLTALE", source };
  if (source.startsWith("OTEL_")) return { origin: "OTEL", source };
  if (source.startsWith("option ")) return { origin: "option", source: source.slice("option ".length) };
  if (source.startsWith("file: ")) return { origin: "file", source: source.slice("file: ".length) };
  return source === "default" ? { origin: "default" } : { origin: "default", source };
}

function waysOf(options: StartOptions, { file, variables }: Configuration, find: Find): readonly Way[] {
  if (options.exporters !== undefined) return [];
  if (file !== undefined && options.endpoint === undefined) {
    return file.destinations.map(({ path, signal, options: given }) => {
      const way = wayTo(signal, settleOtlp(given, file.variables).destinations[signal]);
      return given.endpoint === undefined
        ? { ...way, origin: "file" as const, source: path }
        : { ...way, ...originOf("TELLTALE_ENDPOINT") };
    });
  }
  const env = createEnvironment(variables);
  const settled = settleOtlp({ endpoint: options.endpoint }, variables).destinations;
  return signals
    .filter((signal) => options.endpoint !== undefined || waysOut(signal, env).includes("otlp"))
    .map((signal) => {
      const part = signal.toUpperCase();
      const { origin, source } = find({
        name: "",
        option: "endpoint",
        variables: [
          "TELLTALE_ENDPOINT",
          `OTEL_EXPORTER_OTLP_${part}_ENDPOINT`,
          "OTEL_EXPORTER_OTLP_ENDPOINT",
        ],
        fallback: "",
      });
      return { ...wayTo(signal, settled[signal]), origin, ...(source === undefined ? {} : { source }) };
    });
}

function wayTo(signal: Signal, destination: Destination): Way {
  const value = `${hideInUrl(destination.url.href)} (${destination.protocol})`;
  return { name: `${signal}: endpoint`, value, origin: "default", signal, destination };
}
