// The usual lag: the 95th percentile over about the last hour, from one sample for each ten seconds in which something arrived. A backlog that
// is sent within seconds is few samples, however many records it has.

/** Upper limits of the buckets. */
const limitsMs = [250, 500, 1000, 2000, 4000, 8000, 16_000, 32_000, 64_000];
const slotMs = 10_000;
const slotsOfAnHour = 360;
/** What is known from before a restart counts as so many samples. */
const knownSamples = 60;

export interface UsualLag {
  add(lagMs: number, atMs: number): void;
  /** In ms, as the limit of a bucket; 0 without samples. */
  p95(): number;
}

/** @param knownMs as it was before a restart; 0: unknown. */
export function createUsualLag(knownMs: number): UsualLag {
  const counts = new Uint16Array(limitsMs.length + 1);
  let total = 0;
  let slot = -1;
  let slotLagMs = 0;

  function count(lagMs: number, samples: number): void {
    counts[bucketOf(lagMs)]! += samples;
    total += samples;
    if (total < 2 * slotsOfAnHour) return;
    total = 0;
    for (let at = 0; at < counts.length; at++) {
      counts[at] = counts[at]! >> 1;
      total += counts[at]!;
    }
  }

  if (knownMs > 0) count(knownMs, knownSamples);
  return {
    add(lagMs, atMs) {
      const current = Math.floor(atMs / slotMs);
      if (current !== slot) {
        if (slot !== -1) count(slotLagMs, 1);
        slot = current;
        slotLagMs = 0;
      }
      slotLagMs = Math.max(slotLagMs, lagMs);
    },
    p95() {
      let above = total * 0.05;
      for (let at = counts.length - 1; at >= 0; at--) {
        above -= counts[at]!;
        if (above < 0) return limitsMs[Math.min(at, limitsMs.length - 1)]!;
      }
      return 0;
    },
  };
}

function bucketOf(lagMs: number): number {
  const at = limitsMs.findIndex((limit) => lagMs <= limit);
  return at === -1 ? limitsMs.length : at;
}
