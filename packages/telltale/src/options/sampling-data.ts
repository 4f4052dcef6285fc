// The option `sampling` as it is given, and several of them over each other.
import { type DebugOptions, readyDebug } from "../sampling/head/debug.ts";
import { type RemoteOptions, settleRemote } from "../sampling/remote/options.ts";
import { checkRules, type ServiceRules } from "../sampling/rules.ts";

/** What decides which traces leave. Everything is optional; rules may be plain data. */
export interface SamplingOptions extends ServiceRules {
  /** Lets insiders have single requests followed, whatever the rules say. Off unless given. */
  readonly debug?: DebugOptions | undefined;
  /** Takes rules from the console while the process runs. Off unless given. */
  readonly remote?: RemoteOptions | undefined;
}

const more = ["debug", "remote"];

/** `sampling` out of plain data, as files have it. @throws {TelemetryError} `TT_RULE` when it is wrong. */
export function samplingOfData(data: unknown, path: string): SamplingOptions {
  checkRules(data, path, more);
  const { debug, remote } = data as SamplingOptions;
  if (debug !== undefined) readyDebug(debug, `${path}.debug`);
  if (remote !== undefined) settleRemote(remote, `${path}.remote`);
  return data as SamplingOptions;
}

/** `strong` over `weak`, field by field: the rules of a file, and the rate of a variable. */
export function merge(strong: SamplingOptions, weak: SamplingOptions): SamplingOptions {
  const set = Object.entries(strong).filter(([, value]) => value !== undefined);
  return { ...weak, ...(Object.fromEntries(set) as SamplingOptions) };
}
