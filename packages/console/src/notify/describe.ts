// What a message says beyond its notice. It is found once for all channels. What was not found in time is left out, and said later where a
// channel has threads.
import { ruleAddsAmounts } from "alerts/currency";
import type { NoticeDetails } from "./message.ts";
import type { StoredNotice } from "./outbox.ts";

/** What is known of a notice at once, and what has to be read. */
interface Details {
  readonly known: NoticeDetails;
  /** Calls `add` with each part as soon as it is there. Resolves after the last one. */
  read(add: (part: NoticeDetails) => void): Promise<void>;
}

/** @param signal aborts when no message waits for the details any more. */
export type FindDetails = (notice: StoredNotice, signal: AbortSignal) => Details;

/** Never fails. */
export interface Describe {
  /** What is known when a message is sent; `missing` names the parts that were not found in time. */
  now(notice: StoredNotice): Promise<NoticeDetails>;
  /** Those of the missing parts that were found after that; `undefined` without any. */
  later(notice: StoredNotice): Promise<NoticeDetails | undefined>;
}

export interface DescribeOptions {
  /** Longest time that a message waits for its chart and what else is not in the notice. */
  readonly waitMs?: number;
  /** Longest time after that in which missing parts are looked for: 0 where no channel can say them later. */
  readonly followMs?: number;
  /** Whether a channel of the notice can say them later; absent: of each notice. */
  readonly canFollow?: (notice: StoredNotice) => boolean;
  /** Aborts when the console stops. */
  readonly signal?: AbortSignal;
}

const usualWaitMs = 5_000;
/** Notices whose details are kept for channels that send later. */
const most = 500;

type Found = ReturnType<typeof collect>;

/** Finds the details of each notice once, however many channels ask. */
export function createDescribe(find: FindDetails | undefined, options: DescribeOptions = {}): Describe {
  if (find === undefined) return { now: async () => ({}), later: async () => undefined };
  const found = new Map<string, Found>();
  const foundOf = (notice: StoredNotice): Found => {
    const before = found.get(notice.id);
    if (before !== undefined) return before;
    const fresh = collect(find, notice, options);
    found.set(notice.id, fresh);
    const [oldest] = found.keys();
    if (found.size > most) found.delete(oldest!);
    return fresh;
  };
  return { now: (notice) => foundOf(notice).now, later: async (notice) => foundOf(notice).later };
}

function collect(
  find: FindDetails,
  notice: StoredNotice,
  { waitMs = usualWaitMs, followMs: mostMs = 0, canFollow, signal: stopped }: DescribeOptions,
): { readonly now: Promise<NoticeDetails>; readonly later: Promise<NoticeDetails | undefined> } {
  const followMs = canFollow?.(notice) === false ? 0 : mostMs;
  const limit = AbortSignal.timeout(waitMs + followMs);
  const signal = stopped === undefined ? limit : AbortSignal.any([limit, stopped]);
  let arrived: NoticeDetails = {};
  const read = async (): Promise<void> => {
    const details = find(notice, signal);
    arrived = details.known;
    await details.read((part) => (arrived = { ...arrived, ...part }));
  };
  const isWhole = read().then(
    () => true,
    // a message without its chart is better than no message
    () => !signal.aborted,
  );
  const isOver = aborted(signal).then(() => false);
  const isLate = followMs === 0 ? isOver : aborted(AbortSignal.timeout(waitMs)).then(() => false);
  const now = Promise.race([isWhole, isLate, isOver]).then((found) =>
    found ? arrived : { ...arrived, missing: missingOf(arrived, notice) },
  );
  const later = now.then(async ({ missing }) => {
    if (missing === undefined || followMs === 0) return undefined;
    await Promise.race([isWhole, isOver]);
    return partsOf(arrived, missing);
  });
  return { now, later };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** The parts that may be missing, as people call them. */
const parts = {
  "error budget": "budget",
  chart: "chart",
  "usual value": "usual",
  "version released before": "released",
  "what differs": "differs",
  "example trace": "traceUrl",
  "amount at risk": "amountAtRisk",
  currencies: "currencies",
} as const satisfies Readonly<Record<string, keyof NoticeDetails>>;

/** How many there are, where a part has the first of them only. */
const counts = {
  "amount at risk": "amountAtRiskCount",
  currencies: "currencyCount",
} as const satisfies Partial<Record<keyof typeof parts, keyof NoticeDetails>>;

const namesOfParts = Object.keys(parts) as (keyof typeof parts)[];

function missingOf(arrived: NoticeDetails, { content = {}, group }: StoredNotice): readonly string[] {
  const { when = {} } = content;
  const has: Readonly<Partial<Record<string, boolean>>> = {
    "error budget": typeof when === "object" && when !== null && "burnRate" in when,
    currencies: ruleAddsAmounts({ ...content }, Object.keys(group)),
  };
  return namesOfParts.filter((name) => arrived[parts[name]] === undefined && has[name] !== false);
}

/** Of `arrived` the parts with these names that say something. */
function partsOf(arrived: NoticeDetails, names: readonly string[]): NoticeDetails | undefined {
  const found = namesOfParts.filter((name) => {
    const part = arrived[parts[name]];
    return names.includes(name) && part !== undefined && !(Array.isArray(part) && part.length === 0);
  });
  if (found.length === 0) return undefined;
  const keys = found.flatMap((name) => [
    parts[name],
    ...(name in counts ? [counts[name as keyof typeof counts]] : []),
  ]);
  return Object.fromEntries(keys.flatMap((key) => (arrived[key] === undefined ? [] : [[key, arrived[key]]])));
}
