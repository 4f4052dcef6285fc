// Candidates as parameters of the queries that give each row its bits. Each list begins with an attribute without a name, whose bit is
// none, because the engine does not look up in an empty list.
import type { QueryParams } from "../context.ts";
import type { Candidate } from "./candidates.ts";

export function toCandidateParams(candidates: readonly Candidate[]): QueryParams {
  const withBits = candidates.map((candidate, at) => ({ ...candidate, bit: 2 ** at }));
  const values = withBits.filter(({ kind }) => kind === "value");
  const absent = withBits.filter(({ kind }) => kind === "absent");
  const presence = withBits.filter(({ kind }) => kind === "absent" || kind === "present");
  const numbers = withBits.filter(({ kind }) => kind === "atLeast" || kind === "below");
  return {
    valueKeys: keys(values),
    valueTexts: ["", ...values.map(({ value }) => value)],
    valueBits: bits(values),
    presenceKeys: keys(presence),
    presenceBits: bits(presence),
    absentAll: absent.reduce((sum, { bit }) => sum + bit, 0),
    thresholdKeys: keys(numbers),
    thresholds: [0, ...numbers.map(({ value }) => Number(value))],
    directions: [0, ...numbers.map(({ kind }) => (kind === "atLeast" ? 1 : 0))],
    thresholdBits: bits(numbers),
  };
}

function keys(list: readonly { readonly key: string }[]): string[] {
  return ["", ...list.map(({ key }) => key)];
}

function bits(list: readonly { readonly bit: number }[]): number[] {
  return [0, ...list.map(({ bit }) => bit)];
}
