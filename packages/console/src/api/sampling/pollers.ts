// The processes that polled this console for rules in the last ten minutes.
import type { SamplingProcess, SamplingQuestion, SamplingResult } from "contract";
import { groupBy } from "../../lists/group-by.ts";
import { limitList } from "../limits/limit-list.ts";

/** The caller. */
export interface Pollers {
  /** Whether processes can poll: without a token nothing is signed. */
  readonly signs: boolean;
  note(question: SamplingQuestion): void;
  /** Those of which most processes polled, by service. */
  list(): Pick<SamplingResult, "processes" | "truncated">;
}

interface Heard {
  readonly service: string;
  readonly version: number;
  readonly refused: string;
  readonly atMs: number;
}

const forgetMs = 600_000;
const maxKnown = 10_000;
const maxListed = 500;

/** No process has polled yet. */
export function createPollers(signs: boolean, nowMs: () => number): Pollers {
  const known = new Map<string, Heard>();
  return {
    signs,
    note({ service, instance, version, refused = "" }) {
      // the latest is last
      known.delete(instance);
      known.set(instance, { service, version, refused, atMs: nowMs() });
      for (const oldest of known.keys()) {
        if (known.size <= maxKnown) break;
        known.delete(oldest);
      }
    },
    list() {
      const since = nowMs() - forgetMs;
      const recent = [...known.values()].filter(({ atMs }) => atMs >= since);
      const alike = groupBy(recent, ({ service, version, refused }) =>
        JSON.stringify([service, version, refused]),
      );
      const { items, truncated } = limitList(
        [...alike.values()].map(toProcess).toSorted((one, other) => other.count - one.count),
        { rows: maxListed },
      );
      const processes = items.toSorted(
        (one, other) => one.service.localeCompare(other.service) || other.version - one.version,
      );
      return { processes, truncated };
    },
  };
}

function toProcess(alike: readonly Heard[]): SamplingProcess {
  const { service, version, refused } = alike[0] as Heard;
  const atMs = Math.max(...alike.map((one) => one.atMs));
  return { service, count: alike.length, version, refused, asked: new Date(atMs).toISOString() };
}
