// When a digest is due: Mondays at eight, UTC, once.

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** 1970-01-05 was a Monday. */
const firstMonday = 4 * dayMs;
const weekMs = 7 * dayMs;
const hour = 8;
/** A console that did not run on Monday morning sends it later that day, not on Thursday. */
const lateMs = 24 * hourMs;

/** The time of the digest that is due at `nowMs`; undefined on other days. */
export function dueDigest(nowMs: number): number | undefined {
  const begins = firstMonday + hour * hourMs;
  const last = begins + Math.floor((nowMs - begins) / weekMs) * weekMs;
  return nowMs - last < lateMs ? last : undefined;
}
