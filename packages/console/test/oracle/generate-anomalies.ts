// Anomalies at random, as the detector stores them: some have points in common, in which they move alike or against each other.
import type { StoredAnomaly } from "../../src/store/anomalies.ts";
import { now } from "../api/harness.ts";
import { type Random, randomOf } from "./random.ts";
import { idOf } from "./store.ts";

const seconds = Math.floor(now / 1000);

const subjects = [
  { subject: "service", measure: "p95", service: "shop", name: "" },
  { subject: "operation", measure: "errors", service: "shop", name: "POST /buy" },
  { subject: "transaction", measure: "completion", service: "", name: "purchase" },
  { subject: "funnel", measure: "conversion", service: "", name: "checkout" },
] as const;

export function anomaliesOf(seed: number): readonly StoredAnomaly[] {
  const random = randomOf(seed + 12_000);
  return Array.from({ length: random.whole(5, 60) }, (_, index): StoredAnomaly => {
    const started = seconds - random.whole(5, 300) * 60;
    const found = started + random.whole(1, 5) * 60;
    return {
      ...random.pick(subjects),
      tenant: "",
      id: Buffer.from(idOf(`anomaly-${index}`, 8)).toString("hex"),
      started,
      found,
      ended: random.chance(0.3) ? 0 : found + random.whole(1, 90) * 60,
      environment: random.chance(0.2) ? "staging" : "production",
      kind: random.pick(["spike", "shift", "burst"]),
      direction: random.pick([-1, 0, 1]),
      expected: random.whole(1, 1000) / 8,
      observed: random.whole(1, 1000) / 8,
      score: 0.75,
      sentence: `p95 of ${index} rose, since then it lasts`,
      ...seriesOf(random, started),
      updated: seconds,
    };
  });
}

/** The last points: of ten minutes or fewer, with a common course, its opposite, none, or always the same value. */
function seriesOf(random: Random, started: number): Pick<StoredAnomaly, "minutes" | "values"> {
  const slope = random.pick([1, -1, 0]);
  const noise = random.pick([0, 1]);
  const first = Math.floor(started / 3600) * 3600;
  const minutes = Array.from({ length: 10 }, (_, at) => first + at * 60).filter(() => random.chance(0.8));
  return { minutes, values: minutes.map((minute) => ((minute - first) / 60) * slope + random() * noise) };
}
