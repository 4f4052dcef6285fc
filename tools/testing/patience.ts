// How long tests wait before they give up: limits grow with the measured slowness of the machine. A limit is there for what never comes, so a
// long one costs nothing when all is well.
import { availableParallelism, loadavg } from "node:os";

/** CPU time and waiting of the loop below on an idle machine of 2020, ms. */
const referenceMs = 12;
const rounds = 3_000_000;
const most = 8;

/** How much slower than an idle machine this one is, from 1 to 8: by a loop that is measured once, and by how many processes wait for each core. */
export function slowness(
  loopMs: number = measuredMs(),
  waiting: number = (loadavg()[0] ?? 0) / availableParallelism(),
): number {
  return Math.min(most, Math.max(1, loopMs / referenceMs, waiting));
}

/** `ms` of an idle machine, as many as this one may need. Measures the load anew, and the loop once for each process. */
export const patience = (ms: number): number => Math.round(ms * slowness());

let known: number | undefined;

function measuredMs(): number {
  known ??= loop();
  return known;
}

function loop(): number {
  const begun = performance.now();
  let state = 1;
  for (let round = 0; round < rounds; round += 1) state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
  const ms = performance.now() - begun;
  // the engine may not leave out what is not used
  return state === 0 ? ms + 1e-9 : ms;
}
