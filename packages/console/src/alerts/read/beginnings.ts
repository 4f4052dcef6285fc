// When services began, for rounds: asked only of services that have data, or that a rule names, and that are not known to be older than its
// window. One query a round at most.
import {
  type Beginnings,
  beginningSince,
  firstSince,
  type Input,
  isRed,
  type Life,
  livesOf,
  type Looked,
  minuteOf,
  quietBefore,
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
/** For so long after a service began, spans that arrive late may make it older: it is asked about again. */
const lateMs = 3_600_000;

/** What is known of one service, of a part of time in Unix ms. */
interface KnownLives {
  readonly lives: readonly Life[];
  readonly from: number;
  readonly to: number;
}

/** The answer to an input that needs beginnings. */
interface Slot {
  readonly id: string;
  readonly reading: Exclude<Reading, { readonly error: string }>;
  readonly looked: Looked;
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
    const isJoined = before !== undefined && fresh.from <= before.to && before.from <= fresh.to;
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
  }
  function forget(): void {
    for (const name of known.keys()) {
      if (known.size <= mostKnown) return;
      known.delete(name);
    }
  }

  return async (readings, inputs, { ask, at, signal }) => {
    const slots = slotsOf(readings, inputs, at);
    if (slots.length === 0) return;
    const services = concerned(known, readings, inputs, at);
    const looked = distinct(slots);
    const open = openServices(known, services, looked, at);
    const isResting = at < restsUntil && restsUntil - at <= restMs;
    if (open.services.length > 0 && !isResting) {
      try {
        const span = { from: open.from, to: at };
        const { result, isPartial } = await watchPartial(() => readLives(ask, span, open.services));
        // minutes that a shard has are not those in which nothing was sent
        if (!isPartial)
          for (const service of open.services)
            remember(service, { lives: result.get(service) ?? [], ...span });
        forget();
      } catch {
        // what was found before stays: without it, young services would be below their limits
        if (signal?.aborted !== true) restsUntil = at + restMs;
      }
    }
    for (const { id, reading, looked: own } of slots)
      readings.set(id, { ...reading, beginnings: begunOf(known, own, at) });
  };
}

function slotsOf(
  readings: ReadonlyMap<string, Reading>,
  inputs: readonly Input[],
  at: number,
): readonly Slot[] {
  return inputs.flatMap((input): readonly Slot[] => {
    const reading = readings.get(input.id);
    if (input.withBeginnings !== true || reading === undefined || "error" in reading) return [];
    const looked = { from: at - input.agoMs - input.windowMs, quiet: quietBefore(input) };
    return [{ id: input.id, reading, looked }];
  });
}

/** The services of the inputs. Those of which something else than requests is read are left out for some minutes after they had none. */
function concerned(
  known: ReadonlyMap<string, KnownLives>,
  readings: ReadonlyMap<string, Reading>,
  inputs: readonly Input[],
  at: number,
): readonly string[] {
  const ofRequests = inputs.filter(({ source }) => isRed(source));
  const serving = servicesIn(ofRequests, readings);
  const rests = (service: string): boolean => {
    const own = known.get(service);
    const isEmpty = own?.lives.length === 0 && !serving.has(service);
    return isEmpty && at >= own.to && at < own.to + restMs;
  };
  return [...servicesIn(inputs, readings)].filter((service) => !rests(service));
}

/** Slots of different rules mostly look at the same. */
function distinct(slots: readonly Slot[]): readonly Looked[] {
  return [...new Map(slots.map(({ looked }) => [`${looked.from} ${looked.quiet}`, looked])).values()];
}

/** The services of which is not known whether they began in a window, and from when on they are asked about. */
function openServices(
  known: ReadonlyMap<string, KnownLives>,
  services: readonly string[],
  windows: readonly Looked[],
  at: number,
): { readonly services: readonly string[]; readonly from: number } {
  const open: string[] = [];
  let first = Infinity;
  for (const service of services) {
    const own = known.get(service);
    const unknown = windows.filter((looked) => own === undefined || !isDecided(own, looked, at));
    if (unknown.length === 0) continue;
    open.push(service);
    first = Math.min(first, ...unknown.map(({ from, quiet }) => from - quiet));
  }
  return { services: open, from: first };
}

/** Whether nothing that may have arrived since changes it. */
function isDecided({ lives, from }: KnownLives, looked: Looked, at: number): boolean {
  const first = firstSince(lives, looked);
  if (first === undefined) return false;
  const isOld = first < minuteOf(looked.from);
  return isOld || (from <= looked.from - looked.quiet && at - first >= lateMs);
}

/** Asked for by each group: most services are old, and windows many. */
function begunOf(known: ReadonlyMap<string, KnownLives>, looked: Looked, at: number): Beginnings {
  return {
    get(service) {
      const own = known.get(service);
      if (own === undefined || own.from > looked.from - looked.quiet) return undefined;
      return beginningSince(own.lives, looked, at);
    },
  };
}
