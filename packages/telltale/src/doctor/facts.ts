// The resolved settings, and where each value is from. Secrets do not leave this module.
import { diag } from "../engine/api/diag.ts";
import { DiagLogLevel } from "../engine/api/enums.ts";
import { type Configuration, readConfiguration } from "../configuration/configuration.ts";
import { createEnvironment } from "../engine/settings/environment.ts";
import type { Signal } from "../engine/exporter/exporter.ts";
import { type Destination, endpointSetting, resolveOtlp } from "../export/otlp-settings.ts";
import { resolveOptions } from "../options.ts";
import { namesFor } from "../options/exporters.ts";
import { type StartOptions, startSettings } from "../options/start-options.ts";
import { resolveResource } from "../options/resource.ts";
import { createRedaction } from "../redaction/leaving.ts";
import { realSurroundings } from "../resource/detector.ts";
import { resolve } from "../settings/resolve.ts";
import { type Fact, originOf } from "./fact.ts";
import { settingFacts } from "./settings.ts";
import { hideInUrl, show } from "./show.ts";

/** Where one signal goes. */
export interface Way extends Fact {
  readonly signal: Signal;
  readonly destination: Destination;
}

/** All facts that need no request. */
export interface Facts {
  readonly file: string | undefined;
  readonly settings: readonly Fact[];
  readonly resource: readonly Fact[];
  readonly ways: readonly Way[];
  readonly warnings: readonly string[];
}

const signals: readonly Signal[] = ["traces", "metrics", "logs"];

const ignore = (): void => {};

/** Resolves `options` as `start()` would, and describes the result. @throws {TelemetryError} as `start()` would. */
export function collectFacts(options: StartOptions, own: NodeJS.ProcessEnv): Facts {
  const warnings: string[] = [];
  const warn = (message: string): void => void warnings.push(message.replace(/^telltale: /, ""));
  const listener = { error: warn, warn, info: ignore, debug: ignore, verbose: ignore };
  diag.setLogger(listener, DiagLogLevel.WARN);
  try {
    resolveOptions(options, own);
    const configuration = readConfiguration(own);
    const env = createEnvironment(configuration.variables, configuration.file?.at);
    const { resource, sources } = resolveResource(
      options,
      env,
      realSurroundings(own),
      configuration.file?.resource,
    );
    // this output ends up in tickets: it must contain no secret
    const leaving = createRedaction({});
    const ignored = new Set(warnings.flatMap((text) => /^cannot use (\w+)=/.exec(text)?.[1] ?? []));
    return {
      file: configuration.file?.path,
      settings: settingFacts({ options, env, file: configuration.file, ignored }),
      resource: Object.entries(resource).map(([name, value]) => ({
        name,
        value: leaving.markOf(name) ?? leaving.text(show(value), name) ?? "",
        ...originOf(sources[name] ?? "default"),
      })),
      ways: waysOf(options, configuration),
      warnings: [...new Set(warnings)],
    };
  } finally {
    diag.disable();
  }
}

function waysOf(options: StartOptions, { file, variables }: Configuration): readonly Way[] {
  if (options.exporters !== undefined) return [];
  if (file !== undefined && options.endpoint === undefined) {
    return file.destinations.map(({ path, signal, options: given }) => {
      const way = wayTo(signal, resolveOtlp(given, {}).destinations[signal]);
      return given.endpoint === undefined
        ? { ...way, origin: "file" as const, source: path }
        : { ...way, ...originOf(endpointSetting.variable[0]) };
    });
  }
  const names = resolve(startSettings, {}, "", createEnvironment(variables));
  const resolved = resolveOtlp({ endpoint: options.endpoint }, variables).destinations;
  return signals
    .filter((signal) => options.endpoint !== undefined || namesFor(signal, names).includes("otlp"))
    .map((signal) => {
      const way = wayTo(signal, resolved[signal]);
      if (options.endpoint !== undefined) return { ...way, origin: "option", source: "endpoint" };
      const { from } = resolved[signal];
      return { ...way, ...originOf(variables[from]?.trim() ? from : "default") };
    });
}

function wayTo(signal: Signal, destination: Destination): Way {
  const value = `${hideInUrl(destination.url.href)} (${destination.protocol})`;
  return { name: `${signal}: endpoint`, value, origin: "default", signal, destination };
}
