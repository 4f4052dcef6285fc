// What a message says beyond its notice. It is found once for all channels; what was not found in time is left out.
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

export type Describe = (notice: StoredNotice) => Promise<NoticeDetails>;

/** Longest time that a message waits for its chart and what else is not in the notice. */
const usualWaitMs = 5_000;
/** Notices whose details are kept for channels that send later. */
const most = 500;

/** Finds the details of each notice once, however many channels ask. Never fails. */
export function createDescribe(find: FindDetails | undefined, waitMs: number = usualWaitMs): Describe {
  if (find === undefined) return async () => ({});
  const found = new Map<string, Promise<NoticeDetails>>();
  return (notice) => {
    const before = found.get(notice.id);
    if (before !== undefined) return before;
    const fresh = collect(find, notice, waitMs);
    found.set(notice.id, fresh);
    const [oldest] = found.keys();
    if (found.size > most) found.delete(oldest!);
    return fresh;
  };
}

async function collect(find: FindDetails, notice: StoredNotice, waitMs: number): Promise<NoticeDetails> {
  const signal = AbortSignal.timeout(waitMs);
  const late = new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  let arrived: NoticeDetails = {};
  try {
    const { known, read } = find(notice, signal);
    arrived = known;
    const isWhole = await Promise.race([
      read((part) => (arrived = { ...arrived, ...part })).then(() => true),
      late.then(() => false),
    ]);
    if (!isWhole) return { ...arrived, missing: missingOf(arrived, notice) };
  } catch {
    if (signal.aborted) return { ...arrived, missing: missingOf(arrived, notice) };
    // a message without its chart is better than no message
  }
  return arrived;
}

function missingOf(
  { chart, differs, traceUrl, amountAtRisk, budget }: NoticeDetails,
  { content = {} }: StoredNotice,
): readonly string[] {
  const { when = {} } = content;
  const isBurnRate = typeof when === "object" && when !== null && "burnRate" in when;
  const parts = {
    ...(isBurnRate && { "error budget": budget }),
    chart,
    "what differs": differs,
    "example trace": traceUrl,
    "amount at risk": amountAtRisk,
  };
  return Object.entries(parts).flatMap(([name, part]) => (part === undefined ? [name] : []));
}
