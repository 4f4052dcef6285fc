// Steps of people, put together from their records: by user, and by session for those who are not known.
import type { MemoryLog, PlainAttributes } from "../export/read-batch.ts";
import { numberOf, ownAttributes, textOf, timeOf } from "./facts-of.ts";
import { createRecentMap } from "./recent-map.ts";

/** One step of one person, or the end of their patience. */
export interface JourneyStepView {
  readonly journey: string;
  /** Undefined for a journey given up at no known step. */
  readonly step: string | undefined;
  /** Its place in the funnel, from 0. */
  readonly index: number | undefined;
  readonly abandoned: boolean;
  readonly reason: string | undefined;
  readonly user: string | undefined;
  readonly session: string | undefined;
  /** Epoch ms. */
  readonly timeMs: number;
  /** What the application added. */
  readonly attributes: PlainAttributes;
}

/** Whose journey. */
export interface Person {
  readonly user?: string | undefined;
  readonly session?: string | undefined;
}

/** Steps by person. */
export interface Journeys {
  add(record: MemoryLog): void;
  /** The steps of one person in their order, those made before they were known included (by the session). */
  of(person: Person): JourneyStepView[];
  /** Everybody once, those who made a step last at the end: a session whose user is known is that user's. */
  people(): Person[];
  /** Steps without a known person. */
  anonymous(): readonly JourneyStepView[];
}

const prefix = "telltale.journey.";

/** No steps yet; the last `maxSteps` of the `maxPeople` seen last are kept. */
export function createJourneys(maxPeople: number, maxSteps: number): Journeys {
  const steps = createRecentMap<JourneyStepView[]>(maxPeople);
  const noSteps: JourneyStepView[] = [];

  function add(record: MemoryLog): void {
    if (!record.eventName.startsWith(prefix)) return;
    const step = toStep(record);
    const key = keyOf(step);
    const list = key === undefined ? noSteps : (steps.get(key) ?? []);
    list.push(step);
    if (list.length > maxSteps) list.shift();
    if (key !== undefined) steps.set(key, list);
  }

  function of({ user, session }: Person): JourneyStepView[] {
    if (user === undefined) return [...(steps.get(`session ${session}`) ?? [])];
    const own = steps.get(`user ${user}`) ?? [];
    const sessions = new Set(own.map((step) => step.session).filter((one) => one !== undefined));
    const before = [...sessions].flatMap((one) => steps.get(`session ${one}`) ?? []);
    const all = [...before, ...own].filter((step) => session === undefined || step.session === session);
    // oxlint-disable-next-line unicorn/no-array-sort -- toSorted needs Node 20
    return all.sort((a, b) => a.timeMs - b.timeMs);
  }

  function people(): Person[] {
    const all = steps.entries();
    const known = new Set(
      all.flatMap(([, own]) => own.flatMap((step) => (step.user === undefined ? [] : step.session))),
    );
    return all
      .map(([key]) => toPerson(key))
      .filter(({ session }) => session === undefined || !known.has(session));
  }

  return { add, of, people, anonymous: () => noSteps };
}

function toStep(record: MemoryLog): JourneyStepView {
  return {
    journey: textOf(record, `${prefix}name`) ?? "",
    step: textOf(record, `${prefix}step`),
    index: numberOf(record, `${prefix}step_index`),
    abandoned: record.eventName === `${prefix}abandoned`,
    reason: textOf(record, `${prefix}reason`),
    user: textOf(record, "user.id"),
    session: textOf(record, "session.id"),
    timeMs: timeOf(record),
    attributes: ownAttributes(record),
  };
}

function keyOf({ user, session }: JourneyStepView): string | undefined {
  if (user !== undefined) return `user ${user}`;
  return session === undefined ? undefined : `session ${session}`;
}

function toPerson(key: string): Person {
  return key.startsWith("user ") ? { user: key.slice(5) } : { session: key.slice(8) };
}
