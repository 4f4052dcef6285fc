// The library's own part of a configuration file: `telltale:` beside the parts that OpenTelemetry names, with options as plain data.
import { isTelemetryError } from "../error.ts";
import { enrichmentInput } from "../options/enrichment.ts";
import { guardSettings, type GuardOptions } from "../options/guards.ts";
import { check } from "../settings/check.ts";
import { expectedName } from "../settings/nearest.ts";
import { redactionOfData } from "./redaction.ts";
import { samplingOfData } from "../options/sampling-data.ts";
import { refuse, withoutFix } from "./build.ts";
import type { Draft } from "./draft.ts";

type Config = Readonly<Record<string, unknown>>;
type Options = Draft["options"];

const part = "telltale";

const readers: Readonly<Record<string, (data: unknown, path: string, options: Options) => void>> = {
  sampling: (data, path, options) => void (options.sampling = samplingOfData(data, path)),
  redaction: (data, _path, options) => void (options.redaction = redactionOfData(data)),
  enrichment: (data, path, options) => void (options.enrichment = enrichmentInput(data, path)),
  guards: (data, path, options) => void (options.guards = guardsOfData(data, path)),
};

/** Reads the part. @throws {TelemetryError} `TT_CONFIG_FILE` */
export function readTelltale(config: Config, draft: Draft): void {
  if (typeof config !== "object" || config === null || Array.isArray(config))
    throw refuse(part, `cannot use \`${String(config)}\`: expected an object`);
  for (const [name, data] of Object.entries(config)) {
    const path = `${part}.${name}`;
    const read = Object.hasOwn(readers, name) ? readers[name] : undefined;
    if (read === undefined)
      throw refuse(path, `is not known: ${expectedName(name, Object.keys(readers)).replace(/\.$/, "")}`);
    if (data === null) continue;
    try {
      read(data, path, draft.options);
      draft.origins[name] = path;
    } catch (error) {
      if (!isTelemetryError(error) || error.code === "TT_CONFIG_FILE") throw error;
      throw refuse(path, withoutFix(error), error);
    }
  }
}

function guardsOfData(data: unknown, path: string): GuardOptions {
  check(guardSettings, data, path);
  return data as GuardOptions;
}
