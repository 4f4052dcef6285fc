// Enrichment by option, by variable, or by the configuration file.
import type { Environment } from "../engine/settings/environment.ts";
import { enrichmentOfData, type EnrichmentSettings } from "../enrichment/enrichment.ts";
import type { EnrichmentInput } from "../enrichment/rule.ts";
import { version } from "../version.ts";
import { readDocument } from "./read-document.ts";
import { startSettings } from "./start-options.ts";

/** Enrichment out of plain data, as files have it. @throws {TelemetryError} `TT_RULE` when it is wrong. */
export function enrichmentInput(data: unknown, path: string): EnrichmentInput {
  enrichmentOfData(data, { path, version, reports: false });
  return data as EnrichmentInput;
}

/**
 * Resolves `option` with the environment and `file`, what the configuration file says of it. The strongest that is there counts as a
 * whole. `level` is that of diagnostics.
 *
 * @throws {TelemetryError} `TT_RULE` for what is wrong with the option or the file.
 */
export function resolveEnrichment(
  option: unknown,
  file: unknown,
  level: string | undefined,
  env: Environment,
): EnrichmentSettings | undefined {
  const { variable } = startSettings.settings.enrichment;
  const reports = ["debug", "verbose", "all"].includes(level ?? "");
  const resolve = (data: unknown, path: string): EnrichmentSettings =>
    enrichmentOfData(data, { path, version, reports });
  if (option !== undefined) return resolve(option, "enrichment");
  const found = readDocument(env, variable, ["marks"], (data) => resolve(data, variable));
  return found ?? (file === undefined ? undefined : resolve(file, "enrichment"));
}
