// Statements that are slow against their own history. The roll-ups show which names of spans are slower than in the week before; a sample of
// their calls shows which statements, and whether it is these that became slower.
import { createCallReader } from "../../bottlenecks/call.ts";
import { compareCalls, type Slowdown } from "../../bottlenecks/history/compare-calls.ts";
import { levelMs, slowerThanUsual, type Step, type Usual } from "../../bottlenecks/history/level.ts";
import type { TraceSpan } from "../../bottlenecks/trace-span.ts";
import type { CallRow, FindingHistoryStore, HourPart, LevelRow } from "../../store/finding-history.ts";
import type { FindingStore } from "../../store/findings.ts";
import { type FindingHistory, type Judged, tracesOf } from "./judged.ts";
import { usualCall } from "./usual-call.ts";
import { waitedShare } from "./waited.ts";
import { worstOfEach } from "./worst-of-each.ts";

export interface HistoryStores {
  readonly history: FindingHistoryStore;
  readonly findings: Pick<FindingStore, "spans">;
}

interface Candidate {
  readonly row: LevelRow;
  readonly steps: readonly Step[];
  readonly usual: Usual;
  readonly loss: number;
}

const minSavedMs = 2;
const hourSeconds = 3_600;

export async function judgeStatements(part: HourPart, stores: HistoryStores): Promise<Judged[]> {
  const { hour } = part;
  const rows = await stores.history.clients(part);
  const candidates = rows.flatMap((row): Candidate[] => {
    const steps = stepsOf(row);
    const usual = slowerThanUsual(steps, hour);
    if (usual === undefined) return [];
    const { level } = steps.find(({ time }) => time === hour)!;
    return [{ row, steps, usual, loss: callsSince(row, hour) * (levelMs(level) - levelMs(usual.level)) }];
  });
  const found: Judged[] = [];
  // one after the other: the calls of one name fit in little memory
  for (const candidate of worstOfEach(candidates)) found.push(...(await judgeName(candidate, part, stores)));
  return found;
}

/** The statements with this name of spans. */
async function judgeName(
  { row, steps, usual }: Candidate,
  { hour, minutes }: HourPart,
  stores: HistoryStores,
): Promise<Judged[]> {
  const hours = [...usual.hours, hour];
  const calls = await stores.history.calls({ place: row, hours, minutes, entries: false });
  const latest = calls.filter((call) => call.hour === hour);
  const before = groupStatements(calls.filter((call) => usual.hours.includes(call.hour)));
  const total = callsSince(row, hour);
  const found: Judged[] = [];
  for (const [target, after] of groupStatements(latest)) {
    const earlier = before.get(target) ?? [];
    const slowdown = compareCalls(earlier, after);
    if (slowdown === undefined) continue;
    const judged = await judgeStatement(
      { row, target, earlier, after, slowdown, calls: (total * after.length) / latest.length },
      stores,
    );
    if (judged === undefined) continue;
    found.push({ ...judged, history: { ...judged.history, points: pointsOf(steps) } });
  }
  return found;
}

interface SlowStatement {
  readonly row: LevelRow;
  readonly target: string;
  readonly earlier: readonly CallRow[];
  readonly after: readonly CallRow[];
  readonly slowdown: Slowdown;
  /** Of the hour. */
  readonly calls: number;
}

async function judgeStatement(
  { row, target, earlier, after, slowdown, calls }: SlowStatement,
  { findings }: HistoryStores,
): Promise<Judged | undefined> {
  const { beforeMs, afterMs } = slowdown;
  const slow = after.filter(({ ms }) => ms > beforeMs);
  const evidence = tracesOf(slow);
  const share = await waitedShare(findings, row.tenant, evidence);
  const callsPerTrace = after.length / new Set(after.map(({ traceId }) => traceId)).size;
  const savedMs = (afterMs - beforeMs) * share * callsPerTrace;
  if (savedMs < minSavedMs) return undefined;
  const { tenant, service, environment, name } = row;
  const history: FindingHistory = {
    unit: "ms",
    before: beforeMs,
    after: afterMs,
    since: null,
    stepSeconds: hourSeconds,
    points: [],
    ...usualCall(earlier, beforeMs),
  };
  return {
    place: { tenant, service, environment },
    kind: "slow-statement",
    shape: "history",
    operation: name,
    target,
    traces: calls / callsPerTrace,
    savedMs,
    size: 0,
    history,
    evidence,
  };
}

export function stepsOf({ times, counts, levels }: LevelRow): Step[] {
  return times
    .map((time, place) => ({ time, calls: counts[place]!, level: levels[place]! }))
    .toSorted((a, b) => a.time - b.time);
}

/** Calls from `from` to before `to`, with those that sampling left out. */
export function callsSince({ times, estimates }: LevelRow, from: number, to = Infinity): number {
  return times.reduce((sum, time, place) => sum + (time >= from && time < to ? estimates[place]! : 0), 0);
}

export function pointsOf(steps: readonly Step[]): (readonly [number, number])[] {
  return steps.map(({ time, level }) => [time, Number(levelMs(level).toPrecision(4))]);
}

function groupStatements(calls: readonly CallRow[]): Map<string, CallRow[]> {
  const reader = createCallReader();
  const groups = new Map<string, CallRow[]>();
  for (const call of calls) {
    const target = reader.read(toSpan(call))?.target ?? "";
    const group = groups.get(target);
    if (group === undefined) groups.set(target, [call]);
    else group.push(call);
  }
  return groups;
}

const client = 3;

/** What the reader of calls needs of a call of a database. */
function toSpan({ spanId, service, environment, version, name, system, statement }: CallRow): TraceSpan {
  const none = { parentId: "", parameters: "", method: "", url: "", procedure: "", contentType: "" };
  const unknown = { start: 0, end: 0, failed: false, bodyBytes: 0, rows: -1 };
  return {
    ...none,
    ...unknown,
    id: spanId,
    service,
    environment,
    version,
    name,
    kind: client,
    system,
    statement,
  };
}
