// What `TELLTALE_SAMPLING_*` say, and the file that they name. What is wrong warns and is ignored.
import { isRecord, refuseUnknown } from "../conditions/refusal.ts";
import type { Environment } from "../engine/environment.ts";
import type { DebugOptions } from "../sampling/head/debug.ts";
import type { RemoteOptions } from "../sampling/remote/options.ts";
import type { SamplingRules } from "../sampling/rules.ts";
import { settleTail } from "../sampling/tail/rule.ts";
import { readDocument } from "./read-document.ts";
import { merge, type SamplingOptions, samplingOfData } from "./sampling-data.ts";

/** What the variables come to, over the file. */
export function samplingOfVariables(env: Environment): SamplingOptions {
  return merge(variablesOf(env), fileOf(env));
}

function variablesOf(env: Environment): SamplingOptions {
  const rules = readDocument(env, "TELLTALE_SAMPLING_RULES", [], (data) =>
    samplingOfData(Array.isArray(data) ? { head: data as unknown[] } : data, "TELLTALE_SAMPLING_RULES"),
  );
  return merge(
    {
      rate: shareOf(env, "TELLTALE_SAMPLING_RATE"),
      noise: flagOf(env, "TELLTALE_SAMPLING_NOISE"),
      adaptive: targetOf(env),
      tail: readDocument(env, "TELLTALE_SAMPLING_TAIL", [], tailOfData),
      debug: debugOf(env),
      remote: remoteOf(env),
    },
    rules ?? {},
  );
}

function tailOfData(data: unknown): SamplingRules["tail"] {
  settleTail(data, "TELLTALE_SAMPLING_TAIL");
  return data as SamplingRules["tail"];
}

function fileOf(env: Environment): SamplingOptions {
  const name = "TELLTALE_SAMPLING_FILE";
  const given = readDocument(env, name, [], (data) => {
    if (!isRecord(data) || !Object.hasOwn(data, "sampling")) return samplingOfData(data, name);
    refuseUnknown(data, ["sampling"], name);
    return samplingOfData(data["sampling"], `${name}.sampling`);
  });
  return given ?? {};
}

function shareOf(env: Environment, name: string): number | undefined {
  const rate = numberOf(env, name);
  return rate === undefined || rate <= 1 ? rate : env.ignore(name, "a number from 0 to 1");
}

function numberOf(env: Environment, name: string): number | undefined {
  const text = env.text(name);
  if (text === undefined) return undefined;
  return /^\+?(\d+(?:\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : env.ignore(name, "a number");
}

function flagOf(env: Environment, name: string): boolean | undefined {
  const word = env.choice(name, ["true", "false"]);
  return word === undefined ? undefined : word === "true";
}

function targetOf(env: Environment): SamplingRules["adaptive"] {
  const traces = "TELLTALE_SAMPLING_TRACES_PER_SECOND";
  const bytes = "TELLTALE_SAMPLING_BYTES_PER_HOUR";
  const tracesPerSecond = numberOf(env, traces);
  const bytesPerHour = numberOf(env, bytes);
  if (tracesPerSecond === 0) return env.ignore(traces, "a number of more than 0");
  if (bytesPerHour === 0) return env.ignore(bytes, "a number of more than 0");
  if (tracesPerSecond === undefined) return bytesPerHour === undefined ? undefined : { bytesPerHour };
  if (bytesPerHour !== undefined) env.ignore(bytes, `nothing beside ${traces}`);
  return { tracesPerSecond };
}

function debugOf(env: Environment): DebugOptions | undefined {
  const name = "TELLTALE_SAMPLING_DEBUG_SECRET";
  const secret = env.text(name);
  if (secret === undefined || secret.length >= 8) return secret === undefined ? undefined : { secret };
  return env.ignore(name, "at least 8 characters");
}

function remoteOf(env: Environment): RemoteOptions | undefined {
  const [word, token] = [env.text("TELLTALE_SAMPLING_REMOTE"), env.text("TELLTALE_SAMPLING_REMOTE_TOKEN")];
  if (word === undefined || word.toLowerCase() === "false") return undefined;
  const url = word.toLowerCase() === "true" ? undefined : env.url("TELLTALE_SAMPLING_REMOTE");
  if (word.toLowerCase() !== "true" && url === undefined) return undefined;
  if (token === undefined || token.length < 16)
    return env.ignore(
      "TELLTALE_SAMPLING_REMOTE",
      "TELLTALE_SAMPLING_REMOTE_TOKEN beside it, the console's token",
    );
  return { url, token, pollMs: env.whole("TELLTALE_SAMPLING_REMOTE_POLL_MS", 100) };
}
