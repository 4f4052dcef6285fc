// Services whose entry spans take longer than in the period before.
import { leastOfDigest } from "catalog/measures";
import type { DigestSlower } from "contract";
import { type ApiContext, run } from "../context.ts";
import { groupBy } from "../../lists/group-by.ts";
import { readRange } from "../params/params.ts";
import { doctorService } from "../received/doctor-service.ts";
import { type EntryRow, sumPeriod } from "../services/service-period.ts";
import { previousRange, type Range, toRangeParams } from "../time/range.ts";
import { first, type Listed } from "./lists.ts";

interface Period {
  readonly from: string;
  readonly to: string;
  readonly environment: string | undefined;
}

const slowerBy = 1.25;
const maxSlower = 10;
/** A step of the roll-up. */
const minuteNs = 60_000_000_000n;
/** Rows of the query, one for each service in an environment. */
const maxRows = 20_000;

export async function findSlower(period: Period, context: ApiContext): Promise<Listed<DigestSlower>> {
  const { fromNs, toNs } = readRange(period, context);
  const range = { fromNs: (fromNs / minuteNs) * minuteNs, toNs };
  const [now, before] = await Promise.all([
    findFigures(range, period, context),
    findFigures(previousRange(range), period, context),
  ]);
  const slower = [...now.figures].flatMap(([service, { entries, p95Ms }]): DigestSlower[] => {
    const { entries: entriesBefore, p95Ms: beforeMs } = before.figures.get(service) ?? {
      entries: 0,
      p95Ms: null,
    };
    if (p95Ms === null || beforeMs === null || Math.min(entries, entriesBefore) < leastOfDigest) return [];
    if (p95Ms <= beforeMs || p95Ms < beforeMs * slowerBy) return [];
    return [{ service, p95Ms, beforeMs, entries, path: `/services/${encodeURIComponent(service)}` }];
  });
  return first(
    slower.toSorted((a, b) => addedShare(b) - addedShare(a)),
    maxSlower,
    // of those that were not read, any may be slower
    now.isCut || before.isCut ? null : slower.length,
  );
}

interface Figures {
  readonly figures: ReadonlyMap<string, ReturnType<typeof sumPeriod>>;
  readonly isCut: boolean;
}

async function findFigures(range: Range, { environment }: Period, context: ApiContext): Promise<Figures> {
  const rows = await run<EntryRow & { readonly name: string }>(context, "service-figures", {
    ...toRangeParams(range),
    environment,
    limit: maxRows,
  });
  const isCut = rows.length >= maxRows;
  const byName = groupBy(rows, ({ name }) => name);
  byName.delete(doctorService);
  // of the last one, rows of other environments may be missing
  if (isCut) byName.delete(rows.at(-1)!.name);
  return { figures: new Map([...byName].map(([name, own]) => [name, sumPeriod(own, range)])), isCut };
}

/** Finite also for one that took no time before, so that two of them can be compared. */
function addedShare({ p95Ms, beforeMs }: DigestSlower): number {
  return p95Ms / Math.max(beforeMs, 1e-9);
}
