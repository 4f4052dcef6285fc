// Figures of groups of errors, by the definitions in words, from errors one by one.
import { between, type Period } from "./requests.ts";
import type { RawError, RawRecord } from "./telemetry.ts";

export interface ErrorFilter {
  readonly service?: string;
  readonly environment?: string;
  readonly handled?: boolean;
  /** Of type or message. */
  readonly search?: string;
}

export interface ErrorFigures {
  readonly count: number;
  readonly stored: number;
  readonly unhandledCount: number;
  readonly users: number;
  readonly sessions: number;
}

/** A repeated record is one error, and so is what several spans of a trace recorded. */
const identityOf = ({ from, uid, trace, fingerprint, message }: RawError): string =>
  from === "record" ? uid : `${trace} ${fingerprint} ${message}`;

export function matching(errors: readonly RawError[], filter: ErrorFilter): readonly RawError[] {
  return errors.filter(
    ({ service, environment, isHandled, type, message }) =>
      (filter.search === undefined || `${type} ${message}`.includes(filter.search)) &&
      (filter.service === undefined || filter.service === service) &&
      (filter.environment === undefined || filter.environment === environment) &&
      (filter.handled === undefined || filter.handled === isHandled),
  );
}

/** Before sampling: each error once, as many as it stands for. */
export function occurrences(errors: readonly RawError[]): number {
  const weights = new Map(errors.map((error) => [identityOf(error), error.weight as number]));
  return [...weights.values()].reduce((sum, weight) => sum + weight, 0);
}

export const storedErrors = (errors: readonly RawError[]): number => new Set(errors.map(identityOf)).size;

const distinct = (names: readonly string[]): number => new Set(names.filter((name) => name !== "")).size;

export function figuresOfGroup(errors: readonly RawError[]): ErrorFigures {
  return {
    count: occurrences(errors),
    stored: storedErrors(errors),
    unhandledCount: occurrences(errors.filter(({ isHandled }) => !isHandled)),
    users: distinct(errors.map(({ user }) => user)),
    sessions: distinct(errors.map(({ session }) => session)),
  };
}

export function groupsIn(
  errors: readonly RawError[],
  period: Period,
): ReadonlyMap<string, readonly RawError[]> {
  return Map.groupBy(between(errors, period), ({ fingerprint }) => fingerprint);
}

/** First seen in the range, where anything is known of the day before it. */
export function newGroups(
  errors: readonly RawError[],
  period: Period,
  firstTelemetry: number,
): ReadonlySet<string> {
  if (firstTelemetry > period.from - 86_400_000) return new Set();
  const before = new Set(errors.filter(({ at }) => at < period.from).map(({ fingerprint }) => fingerprint));
  return new Set([...groupsIn(errors, period).keys()].filter((fingerprint) => !before.has(fingerprint)));
}

export interface AtRisk {
  readonly transactions: number;
  /** In hundredths, by currency. */
  readonly cents: Readonly<Record<string, number>>;
}

const prefix = "telltale.transaction.";

/** Of distinct transactions with a record in a trace of the errors that were not completed by the end of the range. */
export function atRiskOf(
  errors: readonly RawError[],
  records: readonly RawRecord[],
  { to }: Pick<Period, "to">,
): AtRisk {
  const traces = new Set(errors.map(({ trace }) => trace).filter((trace) => trace !== ""));
  const known = records.filter(({ at }) => at < to).toSorted((a, b) => a.at - b.at);
  const transactions = Map.groupBy(
    known,
    ({ attributes }) => `${attributes[`${prefix}type`]} ${attributes[`${prefix}id`]}`,
  );
  const reached = [...transactions.values()].filter((all) =>
    all.some(({ trace }) => trace !== undefined && traces.has(trace)),
  );
  const open = reached.filter(
    (all) =>
      all.find(({ event }) => event === `${prefix}ended`)?.attributes[`${prefix}outcome`] !== "completed",
  );
  const cents: Record<string, number> = {};
  for (const all of open) {
    const paid = all.findLast(({ attributes }) => `${prefix}amount` in attributes)?.attributes;
    if (paid === undefined) continue;
    const currency = String(paid[`${prefix}currency`]);
    cents[currency] = (cents[currency] ?? 0) + Math.round(Number(paid[`${prefix}amount`]) * 100);
  }
  return { transactions: open.length, cents };
}

export interface SharedWords {
  readonly template: string;
  readonly share: number;
  /** Of the word that differs. */
  readonly values: ReadonlyMap<string, number>;
}

/** What the messages of a group share, where all that differs is one known place of `sentence`. */
export function sharedWords(errors: readonly RawError[], sentence: RegExp): SharedWords {
  const once = [...new Map(errors.map((error) => [identityOf(error), error])).values()];
  const weigh = (some: readonly RawError[]): number => some.reduce((sum, { weight }) => sum + weight, 0);
  const own = once.filter(({ message }) => sentence.test(message));
  const byValue = Map.groupBy(own, ({ message }) => sentence.exec(message)![1]!);
  const [value] = byValue.keys();
  return {
    template: byValue.size === 1 ? own[0]!.message : (own[0]?.message.replace(value ?? "", "<_>") ?? ""),
    share: weigh(own) / weigh(once),
    values:
      byValue.size === 1
        ? new Map()
        : new Map([...byValue].map(([word, some]) => [word, weigh(some) / weigh(own)])),
  };
}
