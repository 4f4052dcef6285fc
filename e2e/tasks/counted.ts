// The figures of the everyday tasks, counted by hand from what was sent: by the definitions of the measures in words, and without the console.
import type { SentRecord } from "./captured.ts";

const journey = "telltale.journey.";
const transaction = "telltale.transaction.";

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The smallest of `values` that at least this share of them does not exceed. */
export function percentileOf(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(share * values.length - 1e-9) - 1]!;
}

export function groupBy<Item, Key>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
): ReadonlyMap<Key, readonly Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** Everything of the shop that has a person has a user. */
const userOf = ({ attribute }: SentRecord): string => String(attribute("user.id") ?? "");

export interface Transaction {
  readonly id: string;
  readonly user: string;
  /** `undefined` without an amount. */
  readonly cents: number | undefined;
  readonly outcome: string;
  readonly reason: string;
  readonly durationMs: number;
  /** When it ended. */
  readonly at: number;
  readonly lastAt: number;
  readonly attribute: SentRecord["attribute"];
}

/** The transactions of a type that ended, each by its first end; of all types without one. */
export function transactionsOf(records: readonly SentRecord[], type?: string): readonly Transaction[] {
  const own = records
    .filter(({ event, attribute }) => {
      const isOfType = type === undefined || attribute(`${transaction}type`) === type;
      return event.startsWith(transaction) && isOfType;
    })
    .toSorted((a, b) => a.at - b.at);
  const byId = groupBy(
    own,
    ({ attribute }) => `${attribute(`${transaction}type`)} ${attribute(`${transaction}id`)}`,
  );
  return [...byId.values()].flatMap((all): Transaction[] => {
    const end = all.find(({ event }) => event === `${transaction}ended`);
    if (end === undefined) return [];
    const amount = all.findLast(({ attribute }) => attribute(`${transaction}amount`) !== undefined);
    return [
      {
        id: String(end.attribute(`${transaction}id`)),
        user: all.map(userOf).findLast((user) => user !== "") ?? "",
        cents: amount && Math.round(Number(amount.attribute(`${transaction}amount`)) * 100),
        outcome: String(end.attribute(`${transaction}outcome`)),
        reason: String(end.attribute(`${transaction}reason`) ?? ""),
        durationMs: Number(end.attribute(`${transaction}duration_ms`)),
        at: end.at,
        lastAt: all.at(-1)!.at,
        attribute: (key) =>
          all.map(({ attribute }) => attribute(key)).findLast((value) => value !== undefined),
      },
    ];
  });
}

export interface Walk {
  readonly user: string;
  /** How many of the steps they took in their order, within the window from the first one. */
  readonly level: number;
  /** The latest first step. */
  readonly first: SentRecord;
}

/** How far each person came who took the first of `steps`; only the records of which `counts` holds are looked at. */
export function walksOf(
  records: readonly SentRecord[],
  name: string,
  steps: readonly string[],
  windowMs: number,
  counts: (record: SentRecord) => boolean = () => true,
): readonly Walk[] {
  const taken = records
    .filter(({ event, attribute }) => event === `${journey}step` && attribute(`${journey}name`) === name)
    .filter(counts)
    .toSorted((a, b) => a.at - b.at);
  return [...groupBy(taken, userOf)].flatMap(([user, own]): Walk[] => {
    const starts = own.filter((record) => stepOf(record) === steps[0]);
    const levels = starts.map(({ at }) => levelFrom(own, steps, at, windowMs));
    return starts.length === 0 ? [] : [{ user, level: Math.max(...levels), first: starts.at(-1)! }];
  });
}

const stepOf = ({ attribute }: SentRecord): string => String(attribute(`${journey}step`));

function levelFrom(
  records: readonly SentRecord[],
  steps: readonly string[],
  startMs: number,
  windowMs: number,
): number {
  let atMs = startMs;
  for (const [at, step] of steps.entries()) {
    if (at === 0) continue;
    const next = records.find((record) => stepOf(record) === step && record.at > atMs);
    if (next === undefined || next.at - startMs > windowMs) return at;
    atMs = next.at;
  }
  return steps.length;
}

export interface Lost {
  readonly step: string;
  /** People who came to the step and not to the next one. */
  readonly users: readonly string[];
  /** Of those of them who have an amount: that of their latest transaction that was not completed. */
  readonly cents: ReadonlyMap<string, number>;
}

/** Who left at each step but the last, and with how much. */
export function lostAt(
  records: readonly SentRecord[],
  walks: readonly Walk[],
  steps: readonly string[],
): readonly Lost[] {
  const unpaid = transactionsOf(records)
    .filter(({ outcome }) => outcome !== "completed")
    .toSorted((a, b) => a.lastAt - b.lastAt);
  const centsOf = new Map(
    unpaid.flatMap(({ user, cents }) => (cents === undefined ? [] : [[user, cents] as const])),
  );
  return steps.slice(0, -1).map((step, at) => {
    const users = walks.filter(({ level }) => level === at + 1).map(({ user }) => user);
    return { step, users, cents: new Map([...centsOf].filter(([user]) => users.includes(user))) };
  });
}

/** Of an amount as tables and files have it exactly: `12.50 EUR`; of several types the sum: `purchase 99.50 EUR, refund 12.00 EUR`. */
export function inCents(amounts: string | null | undefined): number | undefined {
  const found = amounts?.split(", ").map((amount) => /^(?:\S+ )?([\d.]+) EUR$/.exec(amount)?.[1]);
  if (found === undefined || found.includes(undefined)) return undefined;
  return sum(found.map((euros) => Math.round(Number(euros) * 100)));
}
