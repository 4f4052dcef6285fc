// What `TELLTALE_SAMPLING_*` say, and the file that they name. What is wrong warns and is ignored.
import { isRecord, refuseUnknown } from "../conditions/refusal.ts";
import type { Environment } from "../engine/settings/environment.ts";
import {
  adaptiveSettings,
  debugSettings,
  type RemoteOptions,
  remoteSettings,
  type SamplingOptions,
  samplingSettings,
  tailSettings,
} from "../sampling/settings.ts";
import { resolveTail } from "../sampling/tail/rule.ts";
import { variablesIn } from "../settings/resolve.ts";
import { readDocument } from "./read-document.ts";
import { merge, samplingOfData } from "./sampling-data.ts";

/** What the variables come to, over the file. */
export function samplingOfVariables(env: Environment): SamplingOptions {
  return merge(variablesOf(env), fileOf(env));
}

function variablesOf(env: Environment): SamplingOptions {
  const { variable } = samplingSettings.settings.rules;
  const rules = readDocument(env, variable, [], (data) =>
    samplingOfData(Array.isArray(data) ? { head: data as unknown[] } : data, variable),
  );
  const { rate, noise } = variablesIn(samplingSettings, env);
  const { secret } = variablesIn(debugSettings, env);
  return merge(
    {
      rate,
      noise,
      adaptive: targetOf(env),
      tail: readDocument(env, tailSettings.variable, [], tailOfData),
      debug: secret === undefined ? undefined : { secret },
      remote: remoteOf(env),
    },
    rules ?? {},
  );
}

function tailOfData(data: unknown): SamplingOptions["tail"] {
  resolveTail(data, tailSettings.variable);
  return data as SamplingOptions["tail"];
}

function fileOf(env: Environment): SamplingOptions {
  const { variable } = samplingSettings.settings.document;
  const given = readDocument(env, variable, [], (data) => {
    if (!isRecord(data) || !Object.hasOwn(data, "sampling")) return samplingOfData(data, variable);
    refuseUnknown(data, ["sampling"], variable);
    return samplingOfData(data["sampling"], `${variable}.sampling`);
  });
  return given ?? {};
}

function targetOf(env: Environment): SamplingOptions["adaptive"] {
  const { tracesPerSecond, bytesPerHour } = variablesIn(adaptiveSettings, env);
  const { tracesPerSecond: traces, bytesPerHour: bytes } = adaptiveSettings.settings;
  if (tracesPerSecond === undefined) return bytesPerHour === undefined ? undefined : { bytesPerHour };
  if (bytesPerHour !== undefined) env.ignore(bytes.variable, `nothing beside ${traces.variable}`);
  return { tracesPerSecond };
}

function remoteOf(env: Environment): RemoteOptions | undefined {
  const { url, token } = remoteSettings.settings;
  const { url: given, ...set } = variablesIn(remoteSettings, env);
  if (given === undefined) return undefined;
  if (set.token === undefined)
    return env.ignore(url.variable, `${token.variable} beside it, the console's token`);
  return { ...set, token: set.token, url: given };
}
