// Rules that a console evaluated each minute up to now, and what their alerts did by the definitions in words.
import type { AlertRule, Objective } from "alerts";
import { createAlertJob } from "../../src/alerts/evaluate/alert-job.ts";
import { createReader } from "../../src/alerts/read/read.ts";
import { saveThing } from "../../src/alerts/rules/stored-things.ts";
import { leadershipOf } from "../../src/lease/leadership.fixture.ts";
import { now, type TestApi } from "../api/harness.ts";
import type { Period } from "./requests.ts";
import { type Expected, expectedReading, type Read } from "./readings.ts";

const minute = 60_000;

export interface Rules {
  readonly alerts: readonly AlertRule[];
  readonly objectives: readonly Objective[];
}

/** Each minute in which rules are evaluated. */
export const rounds: readonly number[] = Array.from({ length: 61 }, (_, at) => now - (60 - at) * minute);

/** Other tests of this worker may have led before. */
let terms = 1_000;

/** Evaluates `rules` as the leader does, with the readings of the store. */
export async function evaluate(
  { store }: TestApi,
  rules: Rules,
  times: readonly number[] = rounds,
): Promise<void> {
  const things = [
    ...rules.alerts.map((content) => ({ kind: "alert", content }) as const),
    ...rules.objectives.map((content) => ({ kind: "objective", content }) as const),
  ];
  for (const [at, { kind, content }] of things.entries())
    await saveThing(
      store.documents,
      { kind, id: `${at}`.padStart(16, "0") },
      { content, savedBy: "anna" },
      0,
    );
  let nowMs = 0;
  const errors: Error[] = [];
  const job = createAlertJob({
    tenants: () => store.alerts.tenants(),
    viewOf: async () => store,
    readerOf: ({ queries }) => createReader(queries),
    patience: () => new Promise(() => undefined),
    folder: undefined,
    leader: "oracle",
    nowMs: () => nowMs,
    onBegin: () => undefined,
    onRound: () => undefined,
    onError: (_, error) => void errors.push(error),
  });
  const leadership = leadershipOf((terms += 1));
  for (const at of times) {
    nowMs = at;
    await job.run(leadership.signal, leadership);
  }
  if (errors.length > 0) throw errors[0]!;
}

/** What an alert did: its value at each evaluation, and when it began or ended to fire. */
export interface Course {
  readonly values: readonly (number | undefined)[];
  readonly isFiring: readonly boolean[];
  readonly changes: readonly {
    readonly at: number;
    readonly kind: "firing" | "recovered";
    readonly value: number;
  }[];
}

type Judged = "fires" | "recovers" | "keeps";

function courseOf(judge: (at: number) => { readonly verdict: Judged; readonly value?: number }): Course {
  const values: (number | undefined)[] = [];
  const isFiring: boolean[] = [];
  const changes: Course["changes"][number][] = [];
  let fires = false;
  for (const at of rounds) {
    const { verdict, value } = judge(at);
    const before: boolean = fires;
    if (verdict !== "keeps") fires = verdict === "fires";
    if (fires !== before) changes.push({ at, kind: fires ? "firing" : "recovered", value: value! });
    values.push(value);
    isFiring.push(fires);
  }
  return { values, isFiring, changes };
}

/** Of a number of things, where none is zero: it fires above the limit. What is known at each time, or at `knownAt`. */
export function courseOfCount(read: Read, { on, when, window = "5m" }: AlertRule, knownAt?: number): Course {
  const limit = "above" in when ? when.above! : NaN;
  return courseOf((at) => {
    const value = expectedReading(read, on!, periodBefore(at, window), knownAt ?? at)?.value ?? 0;
    return { verdict: value > limit ? "fires" : "recovers", value };
  });
}

const units = { m: minute, h: 60 * minute, d: 1_440 * minute } as const;

/** `5m`, `1h` before a time. */
export function periodBefore(at: number, window: string): Period {
  const length = Number.parseInt(window, 10) * units[window.at(-1) as keyof typeof units];
  return { from: at - length, to: at };
}

/** Bad events among all of an objective: what they stand for, and what is stored. */
export interface Budgeted {
  /** 0 to 1, of what the stored ones stand for. */
  readonly badShare: number;
  readonly storedBad: number;
}

export function budgetedOf(objective: Objective, reading: Expected): Budgeted | undefined {
  if (reading === undefined) return undefined;
  const { value, part = 0, count = 0 } = reading;
  const countsBad = "measure" in objective.on && objective.on.measure === "errors";
  return countsBad ? { badShare: value, storedBad: part } : { badShare: 1 - value, storedBad: count - part };
}

/** Of an objective with one burn alert: it fires while both windows burn faster than `factor`, for as many bad events as are stored. */
export function courseOfBurn(read: Read, objective: Objective, factor: number, knownAt?: number): Course {
  const { long, short } = objective.alerts![0]!;
  return courseOf((at) => {
    const [overLong, overShort] = [long, short].map((window) => {
      const period = periodBefore(at, window);
      const found = budgetedOf(objective, expectedReading(read, objective.on, period, knownAt ?? at));
      return found && { ...found, burn: found.badShare / (1 - objective.target) };
    });
    if (overLong === undefined) return { verdict: "keeps" };
    const value = overLong.burn;
    if (overShort === undefined) return { verdict: "keeps", value };
    const isBurning = value > factor && overShort.burn > factor;
    return { verdict: isBurning && overLong.storedBad >= 5 ? "fires" : "recovers", value };
  });
}
