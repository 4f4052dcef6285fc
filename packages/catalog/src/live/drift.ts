// What changes from version to version, or from before: types of attributes, magnitudes of metrics.
import { declarationPath } from "../finding.ts";
import type { ObservedType, SignalFact } from "./facts.ts";
import type { Report } from "./live-finding.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Values of the declared unit become this many times as large when they are emitted in the other unit. */
const factors: readonly { readonly unit: string; readonly factor: number; readonly emitted: string }[] = [
  { unit: "s", factor: 1e3, emitted: "ms" },
  { unit: "s", factor: 1e6, emitted: "us" },
  { unit: "s", factor: 1e9, emitted: "ns" },
  { unit: "ms", factor: 1e3, emitted: "us" },
  { unit: "ms", factor: 1e-3, emitted: "s" },
  { unit: "By", factor: 1 / 1024, emitted: "KiBy" },
  { unit: "By", factor: 1 / 1024 ** 2, emitted: "MiBy" },
  { unit: "KiBy", factor: 1024, emitted: "By" },
  { unit: "MiBy", factor: 1024 ** 2, emitted: "By" },
  { unit: "1", factor: 100, emitted: "%" },
  { unit: "%", factor: 0.01, emitted: "1" },
];

/** How far from the factor the values may be: twice as many, or half. */
const tolerance = 2;

/** Reports metrics of which the values moved by the factor between two units: since before the window, or from version to version. */
export function reportUnitDrift(
  metrics: readonly SignalFact[],
  vocabulary: Vocabulary,
  report: Report,
): void {
  const first = firstVersions(metrics);
  for (const fact of metrics) {
    const { name, typical = 0, typicalBefore = 0 } = fact;
    const unit = vocabulary.metric(name)?.unit ?? fact.unit;
    const before = typicalBefore > 0 ? typicalBefore : (first.get(placeOf(fact))?.typical ?? 0);
    if (unit === undefined || !(typical > 0) || !(before > 0)) continue;
    const emitted = confused(unit, typical / before);
    if (emitted === undefined) continue;
    report.add(
      {
        id: "unit_drift",
        message: `Values of \`${name}\` moved from about ${round(before)} to ${round(typical)}. Its unit is \`${unit}\`; these look like \`${emitted}\`.`,
        fix: `Convert the values to \`${unit}\` where ${fact.version === undefined ? "the code" : `version ${fact.version}`} emits them.`,
        path: vocabulary.metric(name) === undefined ? undefined : declarationPath("metrics", name, "unit"),
        emitted: fact.location,
        context: { metric_name: name, unit: emitted, expected: unit },
      },
      fact,
    );
  }
}

/** The oldest version of each metric of each service: what the others are compared with. */
function firstVersions(metrics: readonly SignalFact[]): ReadonlyMap<string, SignalFact> {
  const first = new Map<string, SignalFact>();
  for (const fact of metrics) {
    const before = first.get(placeOf(fact));
    if (before === undefined || (fact.firstSeen ?? Infinity) < (before.firstSeen ?? Infinity))
      first.set(placeOf(fact), fact);
  }
  return first;
}

const placeOf = ({ service, kind, name }: SignalFact): string => `${service ?? ""}\0${kind}\0${name}`;

function confused(unit: string, ratio: number): string | undefined {
  return factors.find(
    (one) => one.unit === unit && ratio >= one.factor / tolerance && ratio <= one.factor * tolerance,
  )?.emitted;
}

const round = (value: number): number => Number(value.toPrecision(3));

/** Reports attributes that have another type in another version of the same service. May pause after each fact. */
export function* reportTypeDrift(signals: readonly SignalFact[], report: Report): Generator<void, void> {
  const places = new Map<string, SignalFact[]>();
  for (const fact of signals) {
    const versions = places.get(placeOf(fact));
    if (versions === undefined) places.set(placeOf(fact), [fact]);
    else versions.push(fact);
  }
  for (const versions of places.values()) if (versions.length > 1) yield* compareVersions(versions, report);
}

/** Compares each version with the first one that has the attribute. */
function* compareVersions(versions: readonly SignalFact[], report: Report): Generator<void, void> {
  const seen = new Map<string, { types: readonly ObservedType[]; version: string | undefined }>();
  for (const fact of versions) {
    yield;
    for (const { key, types, count } of fact.attributes) {
      if (types.length === 0) continue;
      const before = seen.get(key);
      if (before === undefined) seen.set(key, { types, version: fact.version });
      else if (before.version !== fact.version && !sameTypes(before.types, types)) {
        const [one, other] = [before.types.join(" or "), types.join(" or ")];
        report.add(
          {
            id: "type_drift",
            message: `\`${key}\` of \`${fact.name}\` is ${one} in version ${before.version ?? "(none)"} and ${other} in version ${fact.version ?? "(none)"}.`,
            fix: "Emit one type in all versions: queries and dashboards read only one of them.",
            attribute: key,
            sampleType: "attribute",
            count,
            emitted: fact.location,
            context: { attribute_key: key, attribute_type: types, expected: before.types },
          },
          fact,
        );
      }
    }
  }
}

/** An integer is also a double: JavaScript does not tell them apart. */
function sameTypes(left: readonly ObservedType[], right: readonly ObservedType[]): boolean {
  const [one, other] = [new Set(left.map(withoutDouble)), new Set(right.map(withoutDouble))];
  return one.size === other.size && [...one].every((type) => other.has(type));
}

const withoutDouble = (type: ObservedType): string => type.replace("double", "int");
