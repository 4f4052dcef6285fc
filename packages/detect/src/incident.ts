// When an anomaly begins, what it is called, and when it ends.
import type { AnomalyKind } from "./assessment.ts";
import type { Features } from "./features.ts";
import type { Reference } from "./reference.ts";
import { type DetectorState, type Incident, spanLengths } from "./state.ts";
import { tuning } from "./tuning.ts";

/** A point, its digits of improbability, and whether they reach the limit. */
interface Point {
  readonly time: number;
  readonly value: number;
  readonly digits: number;
  readonly begins: boolean;
  readonly limit: number;
}

/** Opens, keeps or closes the anomaly of `s` after a point, which was judged against `expected`. */
export function track(s: DetectorState, point: Point, features: Features, expected: Reference): void {
  const { strongest, digits } = features;
  const current = s.incident;
  if (point.begins && (current === null || current.feature < 0 || digits[strongest]! > current.digits)) {
    const fresh = begin(s, point, features, expected);
    s.incident =
      current === null || current.feature < 0
        ? fresh
        : {
            ...fresh,
            since: Math.min(current.since, fresh.since),
            above: current.above,
            below: current.below,
          };
    nameByPoints(s.incident, point.value);
    return;
  }
  if (current === null) return;
  if (current.feature < 0) {
    s.incident = null;
    return;
  }
  nameByPoints(current, point.value);
  const isCalm = !point.begins && digits[current.feature]! < point.limit / 2;
  current.calm = isCalm ? current.calm + 1 : 0;
  if (current.calm >= tuning.calmPoints) s.incident = null;
}

/** Several values far away are not a spike: on one side they are another level, on both a burst. */
function nameByPoints(incident: Incident, value: number): void {
  const distance = value - incident.expected;
  if (Math.abs(distance) * 2 >= Math.abs(incident.observed - incident.expected)) {
    if (distance > 0) incident.above++;
    else incident.below++;
  }
  if (incident.feature !== 0) return;
  const { above, below } = incident;
  if (above >= 2 && below >= 2) incident.kind = "burst";
  else if (above + below >= tuning.levelPoints && Math.min(above, below) === 0) incident.kind = "shift";
}

/** On which side most of the unusual points are, and while there are none, what began it: the last point may be usual again. */
export function sideOf({ kind, expected, observed, above, below }: Incident): "above" | "below" | undefined {
  if (kind === "flat" || kind === "burst" || kind === "missing") return undefined;
  const distance = above === below ? observed - expected : above - below;
  if (distance === 0) return undefined;
  return distance > 0 ? "above" : "below";
}

function begin(
  s: DetectorState,
  { time, value, digits, limit }: Point,
  features: Features,
  expected: Reference,
): Incident {
  // a value that would be enough alone also raises every average
  const strongest = features.digits[0]! >= limit ? 0 : features.strongest;
  const isPoint = strongest === 0;
  return {
    kind: kindOf(strongest),
    feature: strongest,
    since: isPoint ? time : s.evidence.raisedSince[strongest]! || time,
    expected: isPoint ? expected.fast : expected.slow,
    observed: value,
    digits,
    calm: 0,
    above: 0,
    below: 0,
  };
}

function kindOf(feature: number): AnomalyKind {
  if (feature === 0) return "spike";
  if (feature < spanLengths.length) return "shift";
  if (feature === spanLengths.length) return "drift";
  return feature <= spanLengths.length + 2 ? "burst" : "flat";
}
