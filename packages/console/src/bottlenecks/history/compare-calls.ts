// Whether calls became slower: two samples of single calls. The difference has to be large, more than chance, and not explained by other
// callers: when each tenant, region or kind of customer waits as long as before, and only their shares changed, nothing became slower.
import { mean, trimmedMean } from "./robust.ts";

/** One call in a sample. */
export interface SampledCall {
  readonly traceId: string;
  readonly spanId: string;
  /** Start, Unix µs. */
  readonly startUs: number;
  readonly ms: number;
  readonly version: string;
  /** Text attributes of the span. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Slowdown {
  /** Ms of a call, on average without the extremes. */
  readonly beforeMs: number;
  readonly afterMs: number;
}

const minCalls = 30;
const minRatio = 1.3;
const minMs = 2;
/** Standard errors. */
const minErrors = 5;
/** Of each value of an attribute, on both sides. */
const minOfValue = 10;
const mostValues = 50;
/** Values that both sides have must be of so much of the later calls before they explain anything. */
const minShared = 0.2;
/**
 * What is known of a caller before its call. Others, such as `cache.hit` or `retry.count`, may be consequences of what made it slow, and
 * versions go with every deploy.
 */
const ofCaller =
  /(?:^|[._])(?:tenant|customer|user|account|organi[sz]ation|org|company|region|zone|country|locale|language|tier|plan|segment|cohort|channel|platform|device|route|method)(?:[._]?(?:id|name|type|tier|plan|kind|group|segment|class|code|role))?$/i;
/** How much slower `after` is; `undefined` when it is not, or when too few calls show it. */
export function compareCalls(
  before: readonly SampledCall[],
  after: readonly SampledCall[],
): Slowdown | undefined {
  if (before.length < minCalls || after.length < minCalls) return undefined;
  if (!isSlower(before, after)) return undefined;
  const beforeMs = trimmedMean(before.map(({ ms }) => ms));
  const afterMs = trimmedMean(after.map(({ ms }) => ms));
  if (afterMs - beforeMs < minMs || afterMs < minRatio * beforeMs) return undefined;
  return isOtherMix(before, after) ? undefined : { beforeMs, afterMs };
}

function logOf({ ms }: SampledCall): number {
  return Math.log(Math.max(ms, 0.001));
}

function isSlower(before: readonly SampledCall[], after: readonly SampledCall[]): boolean {
  const [earlier, later] = [meanOf(before), meanOf(after)];
  const rise = later.mean - earlier.mean;
  const error = Math.sqrt(earlier.error + later.error);
  return rise >= Math.log(minRatio) && rise >= minErrors * error;
}

/** With the square of its standard error: calls of the same trace may be slow together. */
function meanOf(calls: readonly SampledCall[]): { readonly mean: number; readonly error: number } {
  const middle = mean(calls.map(logOf));
  let ofCalls = 0;
  const ofTraces = new Map<string, number>();
  for (const call of calls) {
    const rest = logOf(call) - middle;
    ofCalls += rest ** 2;
    ofTraces.set(call.traceId, (ofTraces.get(call.traceId) ?? 0) + rest);
  }
  const together = [...ofTraces.values()].reduce((sum, rest) => sum + rest ** 2, 0);
  return { mean: middle, error: Math.max(ofCalls, together) / calls.length ** 2 };
}

/** Whether the calls of each value of some attribute are as fast as before. */
function isOtherMix(before: readonly SampledCall[], after: readonly SampledCall[]): boolean {
  const keys = new Set(after.flatMap(({ attributes }) => Object.keys(attributes)));
  return [...keys].some((key) => ofCaller.test(key) && explains(key, before, after));
}

function explains(key: string, before: readonly SampledCall[], after: readonly SampledCall[]): boolean {
  const [earlier, later] = [logsByValue(key, before), logsByValue(key, after)];
  if (later.size > mostValues || (later.size < 2 && earlier.size < 2)) return false;
  const shared = [...later].filter(
    ([value, logs]) => logs.length >= minOfValue && (earlier.get(value)?.length ?? 0) >= minOfValue,
  );
  const calls = shared.reduce((sum, [, logs]) => sum + logs.length, 0);
  if (calls < minShared * after.length) return false;
  // the rise that is left when the shares are those of the later calls
  const rise = shared.reduce(
    (sum, [value, logs]) => sum + (logs.length / calls) * (mean(logs) - mean(earlier.get(value)!)),
    0,
  );
  return rise < Math.log(minRatio) / 2;
}

function logsByValue(key: string, calls: readonly SampledCall[]): Map<string, number[]> {
  const byValue = new Map<string, number[]>();
  for (const call of calls) {
    const value = call.attributes[key] ?? "";
    const logs = byValue.get(value);
    if (logs === undefined) byValue.set(value, [logOf(call)]);
    else logs.push(logOf(call));
  }
  return byValue;
}
