// The option `sampling` as it is given, and several of them over each other.
import { readyDebug } from "../sampling/head/debug.ts";
import { resolveRemote } from "../sampling/remote/options.ts";
import { checkRules } from "../sampling/rules.ts";
import { type SamplingOptions, samplingSettings } from "../sampling/settings.ts";

/** `sampling` out of plain data, as files have it. @throws {TelemetryError} `TT_RULE` when it is wrong. */
export function samplingOfData(data: unknown, path: string): SamplingOptions {
  checkRules(data, path, samplingSettings);
  const { debug, remote } = data as SamplingOptions;
  if (debug !== undefined) readyDebug(debug, `${path}.debug`);
  if (remote !== undefined) resolveRemote(remote, `${path}.remote`);
  return data as SamplingOptions;
}

/** `strong` over `weak`, field by field: the rules of a file, and the rate of a variable. */
export function merge(strong: SamplingOptions, weak: SamplingOptions): SamplingOptions {
  const set = Object.entries(strong).filter(([, value]) => value !== undefined);
  return { ...weak, ...(Object.fromEntries(set) as SamplingOptions) };
}
