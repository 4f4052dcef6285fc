// When services began in a recording: only where it shows that they sent nothing for long before. What was before it is not known.
import {
  type Beginnings,
  beginningSince,
  type Life,
  livesOf,
  type Looked,
  minuteOf,
} from "../source/beginning.ts";
import { type AnyFact, type FactIndex, serviceKey } from "../source/fact.ts";

/**
 * Finds the services that began within a window of a recording or after it.
 *
 * @param since Unix ms of its beginning.
 */
export function openBeginnings(index: FactIndex, since: number): (looked: Looked, at: number) => Beginnings {
  let lives: ReadonlyMap<string, readonly Life[]> | undefined;
  return (looked, at) => ({
    get(service) {
      lives ??= livesIn(index);
      const beginning = beginningSince(lives.get(service) ?? [], looked, at);
      return beginning !== undefined && beginning - looked.quiet >= since ? beginning : undefined;
    },
  });
}

function livesIn(index: FactIndex): ReadonlyMap<string, readonly Life[]> {
  const minutes = new Map<string, Set<number>>();
  for (const { at, attributes } of index.of<AnyFact>("span")) {
    const service = attributes[serviceKey];
    if (service === undefined) continue;
    const own = minutes.get(service) ?? new Set();
    minutes.set(service, own.add(minuteOf(at)));
  }
  return new Map(
    [...minutes].map(([service, own]) => [
      service,
      livesOf([...own].map((minute): Life => [minute, minute])),
    ]),
  );
}
