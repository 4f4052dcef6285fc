// What OpenMetrics forbids beyond its grammar, as far as an answer that breaks it would be misread. Values that make no sense,
// such as a count that goes down with its buckets, cost their own point only, and are judged where points are made.
import { type Family, suffixes } from "./family.ts";
import { ProblemError } from "../../problem/problem.ts";

/** @throws {ProblemError} when this line of metadata is not allowed here. */
export function checkMetadata(
  family: Family & { readonly metadata: ReadonlySet<string> },
  what: string,
  rest: string,
): void {
  if (family.metadata.has(what))
    throw new ProblemError("FORMAT_INVALID", `The family \`${family.name}\` has a second line of ${what}.`);
  if (family.samples.length > 0)
    throw new ProblemError("FORMAT_INVALID", `${what} of \`${family.name}\` comes after its samples.`);
  if (what === "UNIT" && rest !== "" && !family.name.endsWith(`_${rest}`))
    throw new ProblemError(
      "FORMAT_INVALID",
      `The name \`${family.name}\` does not end with its unit \`${rest}\`.`,
    );
}

/** @throws {ProblemError} when a sample is not one of its family's type, or two are the same. */
export function checkFamily(family: Family): void {
  const seen = new Map<string, number>();
  for (const { name, labels, timestampMs, exemplars } of family.samples) {
    const suffix = name.slice(family.name.length);
    if (!suffixes[family.type].includes(suffix))
      throw new ProblemError(
        "FORMAT_INVALID",
        `\`${name}\` is not a sample of the ${family.type} \`${family.name}\`.`,
      );
    if (exemplars.length > 0 && suffix !== "_bucket" && suffix !== "_total")
      throw new ProblemError("FORMAT_INVALID", `\`${name}\` has an exemplar: only buckets and totals have.`);
    const key = JSON.stringify([name, ...[...labels].toSorted(([a], [b]) => (a < b ? -1 : 1))]);
    const time = timestampMs ?? Number.NEGATIVE_INFINITY;
    if (seen.has(key) && !(time > seen.get(key)!))
      throw new ProblemError("FORMAT_INVALID", `\`${name}\` is there twice, and not with a later time.`);
    seen.set(key, time);
  }
}
