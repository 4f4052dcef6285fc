// A rate is a count in each minute: the detector of counts judges it, which knows hours and weekdays, and keeps what it expected until the
// series is back.
import { acceptCounts, type CountDetector, type CountState } from "detect";
import type { Assessed } from "./assessed.ts";

const minuteMs = 60_000;
/** A change that lasts this long becomes the usual level. */
const acceptedMs = 24 * 60 * minuteMs;
/** A change that is shorter is a spike. */
const spikeMs = 4 * minuteMs;

/** Assesses the `volume` of the minute that begins at `time`, estimated from `total` that were stored. */
export function assessCounts(
  detector: CountDetector,
  state: CountState,
  time: number,
  volume: number,
  total: number,
): Assessed {
  // an estimate from a sample varies as much more as it leaves out
  if (total > 0) state.dispersion = Math.max(state.dispersion, volume / total);
  const at = time + minuteMs;
  const { expected, change } = detector.step(state, at, volume);
  if (change !== undefined && at - change.since >= acceptedMs) acceptCounts(state);
  const lasting = state.evidence.change;
  if (lasting === null) return { usual: expected, score: 0, finding: undefined };
  const minutes = Math.max(1, (at - lasting.since) / minuteMs);
  const usual = lasting.expected / minutes;
  const distance = Math.abs(Math.log((volume + 0.5) / (usual + 0.5)));
  return {
    usual: expected,
    score: distance / (distance + Math.LN2),
    finding: {
      kind: at - lasting.since < spikeMs ? "spike" : "shift",
      since: lasting.since,
      expected: usual,
      observed: volume,
    },
  };
}
