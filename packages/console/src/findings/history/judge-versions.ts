// Regressions by version: operations that became slower when a service began to run another version. The moment comes from the change point of
// the operation's roll-ups; a sample of calls shows whether the new version is slower than the one before, also at the same time.
import { compareCalls, type SampledCall } from "../../bottlenecks/history/compare-calls.ts";
import { type Change, findRise } from "../../bottlenecks/history/change-point.ts";
import { levelMs, type Step } from "../../bottlenecks/history/level.ts";
import type { LevelRow, NewVersion, ServiceKey } from "../../store/finding-history.ts";
import { callsSince, type HistoryStores, pointsOf, stepsOf } from "./judge-statements.ts";
import { type Judged, tracesOf } from "./judged.ts";
import { usualCall } from "./usual-call.ts";
import { waitedShare } from "./waited.ts";
import { worstOfEach } from "./worst-of-each.ts";

interface Candidate {
  readonly row: LevelRow;
  readonly version: NewVersion;
  readonly steps: readonly Step[];
  readonly change: Change;
  /** Hours before the first sight of the version. */
  readonly hours: readonly number[];
  /** Calls of the hour since the change. */
  readonly traces: number;
  readonly loss: number;
}

const hourSeconds = 3_600;
const daySeconds = 86_400;
const stepSeconds = 600;
/** Between the first span of a version and the change: a deploy takes time. */
const mostDelaySeconds = 3 * stepSeconds;
const mostHours = 4;
/** Calls of the old version beside the new one, from which it is known whether both are slow. */
const minControl = 30;
const minSavedMs = 2;

export async function judgeVersions(hour: number, stores: HistoryStores): Promise<Judged[]> {
  const versions = await stores.history.versions(hour);
  if (versions.length === 0) return [];
  const from = Math.min(...versions.map(({ first }) => first)) - daySeconds;
  const rows = await stores.history.entries(versions, from - (from % stepSeconds), hour);
  const candidates = rows.flatMap((row) => {
    const ofService = versions.filter((version) => serviceKey(version) === serviceKey(row));
    return ofService.flatMap((version) => toCandidate(row, version, nextOf(version, ofService), hour));
  });
  const found: Judged[] = [];
  for (const candidate of worstOfEach(candidates)) {
    const judged = await judgeOperation(candidate, hour, stores);
    if (judged !== undefined) found.push(judged);
  }
  return found;
}

function serviceKey({ tenant, service, environment }: ServiceKey): string {
  return JSON.stringify([tenant, service, environment]);
}

/** When the next version began: from then on this one does not make the level alone. */
function nextOf({ first }: NewVersion, versions: readonly NewVersion[]): number {
  return Math.min(...versions.filter((one) => one.first > first).map((one) => one.first), Infinity);
}

function toCandidate(row: LevelRow, version: NewVersion, next: number, hour: number): Candidate[] {
  const steps = stepsOf(row).filter(({ time }) => time >= version.first - daySeconds && time < next);
  const change = findRise(steps);
  if (change === undefined || !isOfDeploy(change, version)) return [];
  const hours = steps
    .filter(({ time }) => time < version.first)
    .map(({ time }) => time - (time % hourSeconds));
  const traces = callsSince(row, Math.max(hour, change.time), next);
  return [
    {
      row,
      version,
      steps,
      change,
      hours: [...new Set(hours)].filter((one) => one <= hour).slice(-mostHours),
      traces,
      loss: traces * (levelMs(change.after) - levelMs(change.before)),
    },
  ];
}

function isOfDeploy({ time }: Change, { first }: NewVersion): boolean {
  return time > first - 2 * stepSeconds && time <= first + mostDelaySeconds;
}

async function judgeOperation(
  { row, version, steps, change, hours, traces }: Candidate,
  hour: number,
  stores: HistoryStores,
): Promise<Judged | undefined> {
  const calls = await stores.history.calls({
    place: row,
    hours: [...new Set([...hours, hour])],
    minutes: 60,
    entries: true,
  });
  const { first, version: name, earlier } = version;
  const after = calls.filter((call) => call.hour === hour && call.version === name);
  const others = calls.filter((call) => call.version !== name);
  const before = others.filter((call) => hours.includes(call.hour) && call.startUs < first * 1e6);
  const beside = others.filter((call) => call.hour === hour && call.startUs >= first * 1e6);
  const slowdown = compareCalls(before, after);
  if (slowdown === undefined || isSlowToo(beside, after)) return undefined;
  const { beforeMs, afterMs } = slowdown;
  const evidence = tracesOf(after.filter(({ ms }) => ms > beforeMs));
  const share = await waitedShare(stores.findings, row.tenant, evidence);
  const savedMs = (afterMs - beforeMs) * share;
  if (savedMs < minSavedMs) return undefined;
  const { tenant, service, environment } = row;
  return {
    place: { tenant, service, environment },
    kind: "version-regression",
    shape: "version",
    operation: row.name,
    target: `${name} after ${earlier}`,
    traces,
    savedMs,
    size: 0,
    history: {
      unit: "ms",
      before: beforeMs,
      after: afterMs,
      since: change.time,
      stepSeconds,
      points: pointsOf(steps),
      version: earlier,
      ...usualCall(before, beforeMs),
    },
    evidence,
  };
}

/** Whether the version before is slow at the same time: then something else is the cause. */
function isSlowToo(beside: readonly SampledCall[], after: readonly SampledCall[]): boolean {
  return beside.length >= minControl && compareCalls(beside, after) === undefined;
}
