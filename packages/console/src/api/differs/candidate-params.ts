// Candidates as parameters of the queries that give each row its bits. Each list begins with an attribute without a name, whose bit is
// none, because the engine does not look up in an empty list.
import type { QueryParams } from "../context.ts";
import type { Candidate } from "./candidates.ts";
import { traceBit } from "./patterns.ts";

export function toCandidateParams(candidates: readonly Candidate[]): QueryParams {
  const withBits = candidates.map((candidate, at) => ({ ...candidate, bit: 2 ** at }));
  const values = withBits.filter(({ kind }) => kind === "value");
  const absent = withBits.filter(({ kind }) => kind === "absent");
  const presence = withBits.filter(({ kind }) => kind === "absent" || kind === "present");
  const numbers = withBits.filter(({ kind }) => kind === "atLeast" || kind === "below");
  const operations = candidates.flatMap(({ operation }) => (operation === undefined ? [] : [operation]));
  return {
    ...(operations.length > 0 ? toTraceParams(operations) : { withoutTraces: true }),
    valueKeys: keys(values),
    valueTexts: ["", ...values.map(({ value }) => value)],
    valueBits: bits(values),
    presenceKeys: keys(presence),
    presenceBits: bits(presence),
    ...(presence.length > 0 ? { withPresence: true } : { withoutPresence: true }),
    ...(numbers.length > 0 ? { withThresholds: true } : { withoutThresholds: true }),
    absentAll: absent.reduce((sum, { bit }) => sum + bit, 0),
    thresholdKeys: keys(numbers),
    thresholds: [0, ...numbers.map(({ value }) => Number(value))],
    directions: [0, ...numbers.map(({ kind }) => (kind === "atLeast" ? 1 : 0))],
    thresholdBits: bits(numbers),
  };
}

/** More operations than those asked for may have both a service and a name of them; their keys are of no candidate. */
function toTraceParams(operations: readonly string[]): QueryParams {
  const split = operations.map((operation) => operation.split("\n") as [string, string]);
  return {
    withTraces: true,
    traceBit,
    traceServices: [...new Set(split.map(([service]) => service))],
    traceNames: [...new Set(split.map(([, name]) => name))],
  };
}

function keys(list: readonly Pick<Candidate, "key" | "operation">[]): string[] {
  return ["", ...list.map(toRowKey)];
}

/** The key as the rows have it: behind the operation, of another span of the trace. */
function toRowKey({ key, operation }: Pick<Candidate, "key" | "operation">): string {
  return operation === undefined ? key : `${operation}\n${key}`;
}

function bits(list: readonly { readonly bit: number }[]): number[] {
  return [0, ...list.map(({ bit }) => bit)];
}
