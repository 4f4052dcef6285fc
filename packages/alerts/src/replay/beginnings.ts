// When services began in a recording: only where it shows that they sent nothing for long before. What was before it is not known.
import { type Beginnings, beginningSince, type Life, livesOf, quietMs } from "../source/beginning.ts";
import { type AnyFact, type FactIndex, serviceKey } from "../source/fact.ts";

const minuteMs = 60_000;

/**
 * Finds the services that began within a window of a recording or after it.
 *
 * @param since Unix ms of its beginning.
 */
export function openBeginnings(index: FactIndex, since: number): (from: number, at: number) => Beginnings {
  let lives: ReadonlyMap<string, readonly Life[]> | undefined;
  return (from, at) => ({
    get(service) {
      lives ??= livesIn(index, since);
      return beginningSince(lives.get(service) ?? [], from, at);
    },
  });
}

function livesIn(index: FactIndex, since: number): ReadonlyMap<string, readonly Life[]> {
  const minutes = new Map<string, Set<number>>();
  for (const { at, attributes } of index.of<AnyFact>("span")) {
    const service = attributes[serviceKey];
    if (service === undefined) continue;
    const own = minutes.get(service) ?? new Set();
    minutes.set(service, own.add(Math.floor(at / minuteMs) * minuteMs));
  }
  const isKnown = (first: number): boolean => first - quietMs >= since;
  return new Map(
    [...minutes].map(([service, own]) => [
      service,
      livesOf([...own].map((minute): Life => [minute, minute])).map(([first, last]): Life => [
        isKnown(first) ? first : -Infinity,
        last,
      ]),
    ]),
  );
}
