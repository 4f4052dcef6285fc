// Growth of memory and CPU: what a run of a profile costs, hour by hour, and what a process keeps after each collection, as long as it does
// not only follow the load.
import {
  findGrowth,
  type Growth,
  type GrowthLimits,
  isOfLoad,
  type Point,
} from "../../bottlenecks/history/growth.ts";
import type {
  EvidenceRow,
  FindingHistoryStore,
  MemoryRow,
  ServiceKey,
  ProfileRow,
} from "../../store/finding-history.ts";
import { type Judged, tracesOf } from "./judged.ts";

const hourSeconds = 3_600;
const stepSeconds = 600;
const processLimits: GrowthLimits = { minPoints: 18, minShare: 0.2, least: 32 * 1024 * 1024 };
const cpuLimits: GrowthLimits = { minPoints: 12, minShare: 0.3, least: 5 };
const memoryLimits: GrowthLimits = { minPoints: 12, minShare: 0.3, least: 1_000_000 };

export async function judgeGrowth(hour: number, history: FindingHistoryStore): Promise<Judged[]> {
  return [...(await judgeProfiles(hour, history)), ...(await judgeProcesses(hour, history))];
}

interface GrownProfile {
  readonly row: ProfileRow;
  readonly shape: "cpu" | "memory";
  readonly points: readonly Point[];
  readonly growth: Growth;
  readonly runs: number;
}

async function judgeProfiles(hour: number, history: FindingHistoryStore): Promise<Judged[]> {
  const grown = (await history.profiles(hour)).flatMap((row) => profileGrowth(row, hour));
  const runs = await history.runs([...new Set(grown.map(({ row }) => row.name))], hour);
  return grown.flatMap(({ row, shape, points, growth, runs: count }): Judged[] => {
    const ofProfile = runs.filter((run) => run.name === row.name && isOf(row, run));
    // records of runs without a trace are not evidence
    if (ofProfile.length === 0) return [];
    const { name } = row;
    const isCpu = shape === "cpu";
    return [
      {
        ...described(row, {
          shape,
          operation: name,
          target: isCpu ? "CPU of a run" : "memory kept by a run",
        }),
        ...figures(growth, points, isCpu ? "ms" : "bytes", hourSeconds),
        traces: count,
        savedMs: isCpu ? growth.after - growth.before : 0,
        evidence: tracesOf(ofProfile),
      },
    ];
  });
}

function profileGrowth(row: ProfileRow, hour: number): GrownProfile[] {
  const runs = row.counts[row.times.indexOf(hour)] ?? 0;
  const measures = [
    ["cpu", row.cpuMs, cpuLimits],
    ["memory", row.memoryBytes, memoryLimits],
  ] as const;
  return measures.flatMap(([shape, values, limits]): GrownProfile[] => {
    const points = toPoints(row.times, values);
    const growth = findGrowth(points, limits);
    return growth === undefined ? [] : [{ row, shape, points, growth, runs }];
  });
}

async function judgeProcesses(hour: number, history: FindingHistoryStore): Promise<Judged[]> {
  const rows = await history.memory(hour);
  const grown = rows.flatMap((row) => {
    const points = toPoints(row.times, row.floors);
    const growth = findGrowth(points, processLimits);
    return growth === undefined ? [] : [{ row, points, growth }];
  });
  // the process that grew most represents its service
  const first = grown.filter(({ row }, place) => grown.findIndex((one) => isOf(one.row, row)) === place);
  const services = [...new Set(first.map(({ row }) => row.service))];
  const [loads, requests] = await Promise.all([
    history.load(
      first.map(({ row }) => row),
      hour,
    ),
    history.requests(services, hour),
  ]);
  return first.flatMap(({ row, points, growth }): Judged[] => {
    const load = loads.find((one) => isOf(one, row));
    const evidence = tracesOf(requests.filter((one) => isOf(one, row)));
    if (load === undefined || evidence.length === 0) return [];
    const calls = toPoints(load.times, load.counts);
    if (isOfLoad(growth, points, calls)) return [];
    return [
      {
        ...described(row, { shape: "memory", operation: "all operations", target: "process.memory.usage" }),
        ...figures(growth, points, "bytes", stepSeconds),
        traces: calls.reduce((sum, { time, value }) => sum + (time >= hour ? value : 0), 0),
        savedMs: 0,
        evidence,
      },
    ];
  });
}

function described(
  { tenant, service, environment }: ServiceKey,
  what: Pick<Judged, "shape" | "operation" | "target">,
): Pick<Judged, "place" | "kind" | "shape" | "operation" | "target"> {
  return { place: { tenant, service, environment }, kind: "resource-growth", ...what };
}

function figures(
  { before, after }: Growth,
  points: readonly Point[],
  unit: "ms" | "bytes",
  seconds: number,
): Pick<Judged, "size" | "history"> {
  return {
    size: unit === "bytes" ? after : 0,
    history: {
      unit,
      before,
      after,
      since: null,
      stepSeconds: seconds,
      points: points.map(({ time, value }) => [time, Number(value.toPrecision(6))]),
    },
  };
}

function toPoints(times: readonly number[], values: readonly number[]): Point[] {
  return times
    .map((time, place) => ({ time, value: values[place] ?? 0 }))
    .toSorted((a, b) => a.time - b.time);
}

function isOf(one: ServiceKey | MemoryRow | EvidenceRow, other: ServiceKey): boolean {
  return (
    one.tenant === other.tenant && one.service === other.service && one.environment === other.environment
  );
}
