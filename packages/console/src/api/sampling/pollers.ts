// Which processes ask for rules, as far as this console has heard since it started, for ten minutes after each last asked.
import type { SamplingProcess, SamplingQuestion } from "contract";
import { groupBy } from "../filter/group-by.ts";

/** Who asks. */
export interface Pollers {
  /** Whether anybody can ask: without a token there is nothing to sign with. */
  readonly signs: boolean;
  note(question: SamplingQuestion): void;
  list(): readonly SamplingProcess[];
}

interface Heard {
  readonly service: string;
  readonly version: number;
  readonly refused: string;
  readonly atMs: number;
}

const forgetMs = 600_000;
const maxKnown = 10_000;

/** Nobody yet. */
export function createPollers(signs: boolean, nowMs: () => number): Pollers {
  const known = new Map<string, Heard>();
  return {
    signs,
    note({ service, instance, version, refused = "" }) {
      // the one that was heard of last stands last
      known.delete(instance);
      known.set(instance, { service, version, refused, atMs: nowMs() });
      for (const oldest of known.keys()) {
        if (known.size <= maxKnown) break;
        known.delete(oldest);
      }
    },
    list() {
      const since = nowMs() - forgetMs;
      const heard = [...known.values()].filter(({ atMs }) => atMs >= since);
      const alike = groupBy(heard, ({ service, version, refused }) =>
        JSON.stringify([service, version, refused]),
      );
      return [...alike.values()]
        .map(toProcess)
        .toSorted((one, other) => one.service.localeCompare(other.service) || other.version - one.version);
    },
  };
}

function toProcess(alike: readonly Heard[]): SamplingProcess {
  const { service, version, refused } = alike[0] as Heard;
  const atMs = Math.max(...alike.map((one) => one.atMs));
  return { service, count: alike.length, version, refused, asked: new Date(atMs).toISOString() };
}
