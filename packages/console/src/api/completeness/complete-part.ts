// The part of a range of which all data has arrived: what is compared with an earlier time ends where data is late.
import type { SignalCompleteness } from "contract";
import { type ApiContext, run } from "../context.ts";
import { otherName } from "../../tables/name-limits.ts";
import { previousRange, type Range, toRangeParams } from "../time/range.ts";
import { getCompleteness } from "./completeness.ts";

/** What the figures are made of. */
interface Subject {
  readonly signals: readonly SignalCompleteness["signal"][];
  readonly service?: string | undefined;
  /** Absent: all of them, also where one of several is not given. */
  readonly environments?: readonly (string | undefined)[];
  /** Of business records; absent: all kinds. */
  readonly kind?: string;
}

export interface CompletePart {
  /** Ends where data is late; the whole range where nothing is, and where nothing of it is complete. */
  readonly range: Range;
  /** ISO 8601; `null`: all of it is complete. */
  readonly completeUpTo: string | null;
  /** Whether there is anything to compare. */
  readonly isAny: boolean;
}

const mostLate = 5000;

export async function readCompletePart(
  range: Range,
  subject: Subject,
  context: ApiContext,
): Promise<CompletePart> {
  const { items } = await getCompleteness(
    { service: subject.service, state: "late", limit: mostLate },
    context,
  );
  const inRange = items.filter(
    ({ signal, completeUpTo }) => subject.signals.includes(signal) && toNs(completeUpTo) < range.toNs,
  );
  // those that are furthest behind come first
  const [late] = await whatConcerns(range, subject, inRange, context);
  if (late === undefined) return { range, completeUpTo: null, isAny: true };
  const upToNs = toNs(late.completeUpTo);
  const isAny = upToNs > range.fromNs;
  return {
    range: isAny ? { fromNs: range.fromNs, toNs: upToNs } : range,
    completeUpTo: late.completeUpTo,
    isAny,
  };
}

const toNs = (iso: string): bigint => BigInt(Date.parse(iso)) * 1_000_000n;

/** The late signals of services that have to do with the figures: these sent some of what they are made of in the range, in as long before, or in as long before they were late. */
async function whatConcerns(
  range: Range,
  { environments = [], kind }: Subject,
  late: readonly SignalCompleteness[],
  context: ApiContext,
): Promise<readonly SignalCompleteness[]> {
  const named = environments.filter((one) => one !== undefined);
  const isAnywhere = named.length < environments.length || named.length === 0;
  if (late.length === 0 || (isAnywhere && kind === undefined)) return late;
  const rows = await run<{ readonly ofService: string; readonly signal: string }>(
    context,
    "services-concerned",
    {
      ...toRangeParams({ fromNs: earliestOf(range, late), toNs: range.toNs }),
      services: [...new Set(late.map(({ service }) => service)), otherName],
      signals: [...new Set(late.map(({ signal }) => signal))],
      environments: isAnywhere ? undefined : [...named, otherName],
      kind,
      limit: 4 * mostLate,
    },
  );
  const concerned = new Set(rows.map(({ ofService, signal }) => `${signal} ${ofService}`));
  return late.filter(({ service, signal }) =>
    // roll-ups have services beyond the budget by this name: any of them may be among these
    [service, otherName].some((name) => concerned.has(`${signal} ${name}`)),
  );
}

/** As long before the range as it is long, and before the time from which the first of them is late: what is missing cannot show whose it is. */
function earliestOf(range: Range, late: readonly SignalCompleteness[]): bigint {
  const before = [
    previousRange(range).fromNs,
    ...late.map(({ completeUpTo }) => toNs(completeUpTo) - (range.toNs - range.fromNs)),
  ];
  return before.reduce((first, ns) => (ns < first ? ns : first));
}

/** Why nothing is compared, as a sentence. */
export const nothingComplete = ({ completeUpTo }: CompletePart): string =>
  `Data is late: all of it has arrived up to ${completeUpTo} only.`;
