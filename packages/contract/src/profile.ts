import type { Page, PageQuery, RangeQuery, ResolvedRange } from "./query.ts";

export const profilesPath = "/api/profiles";
export const profilePath = "/api/profiles/:name";
export const cpuProfilesPath = "/api/cpu-profiles";
export const cpuProfilePath = "/api/cpu-profiles/:id";

/** By duration, with the thresholds that the program has set. */
export type ProfileClass = "fast" | "normal" | "slow" | "very_slow";

/** What the runs of a profile cost, `null` where there was none to tell. Times in ms, memory in bytes. */
export interface ProfileFigures {
  readonly count: number;
  readonly errors: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  /** CPU time, user and system together. */
  readonly cpuP50Ms: number | null;
  readonly cpuP95Ms: number | null;
  /** How much the heap grew. */
  readonly memoryDeltaP50: number | null;
  readonly memoryDeltaP95: number | null;
  readonly memoryPeak: number | null;
  /** The worst delay of the event loop. */
  readonly loopDelayMs: number | null;
  /** Garbage collection, as a share of the time, 0 to 1. */
  readonly gcShare: number | null;
  readonly itemsPerSecondP50: number | null;
  /** How many runs were of each class. */
  readonly classes: Readonly<Record<ProfileClass, number>>;
  /** Runs whose figures are of several at once: CPU and memory belong to the process. */
  readonly overlapped: number;
}

export interface ProfileSummary {
  readonly name: string;
  readonly current: ProfileFigures;
  /** The same length of time just before. */
  readonly previous: ProfileFigures;
  readonly buckets: readonly {
    readonly time: string;
    readonly count: number;
    readonly errors: number;
    readonly p95Ms: number | null;
  }[];
  readonly services: readonly string[];
}

export interface ProfilesResult extends ResolvedRange {
  readonly stepMs: number;
  /** Those that took the most time together first; at most 200. */
  readonly profiles: readonly ProfileSummary[];
}

export interface ProfileQuery extends RangeQuery, PageQuery {
  readonly class?: ProfileClass | undefined;
}

/** One run. */
export interface ProfileRun {
  readonly id: string;
  /** When it ended. */
  readonly timeNs: string;
  readonly durationMs: number | null;
  readonly class: string;
  /** Type of the error that ended it; empty when none did. */
  readonly error: string;
  readonly cpuUserMs: number;
  readonly cpuSystemMs: number;
  readonly memoryDelta: number;
  readonly memoryPeak: number;
  readonly gcMs: number;
  readonly items: number | null;
  /** The most profiles at once; above 1 the figures are of all of them. */
  readonly concurrent: number;
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
}

export interface ProfileResult extends ResolvedRange, Page<ProfileRun> {
  readonly stepMs: number;
  readonly summary: ProfileSummary;
}

export interface CpuProfilesQuery extends RangeQuery, PageQuery {
  /** Name of the span. */
  readonly name?: string | undefined;
  readonly service?: string | undefined;
  readonly traceId?: string | undefined;
}

/** A CPU profile of a slow span; its content is at `/api/cpu-profiles/{id}`. */
export interface CpuProfileRow {
  readonly id: string;
  readonly name: string;
  /** When the span ended. */
  readonly timeNs: string;
  readonly durationMs: number | null;
  readonly samples: number;
  /** Compressed. */
  readonly bytes: number;
  readonly service: string;
  readonly environment: string;
  readonly traceId: string;
  readonly spanId: string;
}

export type CpuProfilesResult = Page<CpuProfileRow>;
