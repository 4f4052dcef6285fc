// When services began, for rounds: asked only of services that have data, or that a rule names, and that are not known to be older than its
// window. One query a round at most.
import {
  type Beginnings,
  beginningSince,
  type Input,
  type Life,
  livesOf,
  quietMs,
  type Reading,
} from "alerts/readings";
import { watchPartial } from "../../store/cluster/partial.ts";
import type { Ask } from "./ask.ts";
import { usualLimits } from "./family.ts";
import { readLives, servicesIn } from "./service-lives.ts";

/** Services of which is remembered when they sent. A reading has at most as many groups, so that what it has learned is there in the next. */
export const mostKnown = usualLimits.groups;
/** After a query that failed, none is asked for so long: a busy store is left to what alerts cannot do without. */
export const restMs = 3 * 60_000;

/** What is known of one service, of a part of time in Unix ms. */
interface KnownLives {
  readonly lives: readonly Life[];
  readonly from: number;
  readonly to: number;
}

/** Adds the beginnings to the readings that need them. */
export type AddBeginnings = (
  readings: Map<string, Reading>,
  inputs: readonly Input[],
  asked: { readonly ask: Ask; readonly at: number; readonly signal?: AbortSignal | undefined },
) => Promise<void>;

export function createBeginnings(): AddBeginnings {
  const known = new Map<string, KnownLives>();
  let restsUntil = -Infinity;

  function remember(service: string, fresh: KnownLives): void {
    const before = known.get(service);
    known.delete(service);
    const isJoined = before !== undefined && fresh.from <= before.to;
    known.set(
      service,
      isJoined
        ? {
            lives: livesOf([...before.lives, ...fresh.lives]),
            from: Math.min(before.from, fresh.from),
            to: Math.max(before.to, fresh.to),
          }
        : fresh,
    );
    for (const name of known.keys()) if (known.size > mostKnown) known.delete(name);
  }

  return async (readings, inputs, { ask, at, signal }) => {
    const slots = inputs.flatMap((input) => {
      const reading = readings.get(input.id);
      if (input.withBeginnings !== true || reading === undefined || "error" in reading) return [];
      return [{ id: input.id, reading, from: at - input.agoMs - input.windowMs }];
    });
    if (slots.length === 0) return;
    const services = servicesIn(inputs, readings);
    const open = openServices(known, services, slots, at);
    const isResting = at < restsUntil && restsUntil - at <= restMs;
    if (open.services.length > 0 && !isResting) {
      try {
        const span = { from: open.from - quietMs, to: at };
        const { result, isPartial } = await watchPartial(() => readLives(ask, span, open.services));
        // minutes that a shard has are not those in which nothing was sent
        if (!isPartial)
          for (const service of open.services)
            remember(service, { lives: result.get(service) ?? [], ...span });
      } catch {
        // what was found before stays: without it, young services would be below their limits
        if (signal?.aborted !== true) restsUntil = at + restMs;
      }
    }
    for (const { id, reading, from } of slots)
      readings.set(id, { ...reading, ...begunOf(known, services, from, at) });
  };
}

interface Slot {
  readonly from: number;
}

/** The services of which is not known that they are old, and the first window for which that is so. */
function openServices(
  known: ReadonlyMap<string, KnownLives>,
  services: ReadonlySet<string>,
  slots: readonly Slot[],
  at: number,
): { readonly services: readonly string[]; readonly from: number } {
  const froms = [...new Set(slots.map(({ from }) => from))];
  const open: string[] = [];
  let first = Infinity;
  for (const service of services) {
    const own = known.get(service);
    const young = froms.filter((from) => own === undefined || !isOld(own, from, at));
    if (young.length === 0) continue;
    open.push(service);
    first = Math.min(first, ...young);
  }
  return { services: open, from: first };
}

/** Whether nothing that may have arrived since makes it young: it lived at `from`, or has not been silent for long enough to begin anew. */
function isOld({ lives }: KnownLives, from: number, at: number): boolean {
  const life = lives.find(([, last]) => last >= from);
  if (life !== undefined) return life[0] < from;
  const last = lives.at(-1)?.[1];
  return last !== undefined && at - last < quietMs;
}

function begunOf(
  known: ReadonlyMap<string, KnownLives>,
  services: ReadonlySet<string>,
  from: number,
  at: number,
): { readonly beginnings?: Beginnings } {
  const beginnings = new Map<string, number>();
  for (const service of services) {
    const own = known.get(service);
    if (own === undefined || own.from > from - quietMs) continue;
    const beginning = beginningSince(own.lives, from, at);
    if (beginning !== undefined) beginnings.set(service, beginning);
  }
  return beginnings.size === 0 ? {} : { beginnings };
}
