// Exemplars as labels, value and moment (specification: compatibility/prometheus_and_openmetrics, Exemplars).
import { toEpochMs } from "../engine/runtime/clock.ts";
import { wordToHex } from "../engine/runtime/ids.ts";
import type { Exemplar } from "../engine/metrics/collection.ts";
import type { FamilyExemplar, Labels } from "./family.ts";
import { labelsOf } from "./labels.ts";
import type { Naming } from "./naming.ts";

// OpenMetrics: names and values of an exemplar's labels together
const maxCharacters = 128;

/** The exemplar, with its trace and as many of its attributes as fit. */
export function toFamilyExemplar(
  { value, moment, span, attributes }: Exemplar,
  naming: Naming,
): FamilyExemplar {
  const labels: [string, string][] = [];
  if (span !== undefined) {
    const { t0, t1, t2, t3, s0, s1 } = span;
    labels.push(["trace_id", wordToHex(t0) + wordToHex(t1) + wordToHex(t2) + wordToHex(t3)]);
    labels.push(["span_id", wordToHex(s0) + wordToHex(s1)]);
  }
  let characters = lengthOf(labels);
  for (const label of labelsOf(attributes.list, naming, new Set())) {
    const more = lengthOf([label]);
    if (characters + more > maxCharacters || labels.some(([name]) => name === label[0])) continue;
    labels.push(label);
    characters += more;
  }
  return { labels, value, at: Math.round(toEpochMs(moment)) / 1000 };
}

/** The newest one. */
export function latest(exemplars: readonly FamilyExemplar[]): FamilyExemplar | undefined {
  let newest: FamilyExemplar | undefined;
  for (const exemplar of exemplars) if (newest === undefined || exemplar.at >= newest.at) newest = exemplar;
  return newest;
}

function lengthOf(labels: Labels): number {
  return labels.reduce((total, [name, value]) => total + [...name].length + [...value].length, 0);
}
