// Puts the rows of a request into the open group: leaves duplicates out, and adds what rows refer to when it is due.
import {
  businessKey,
  type DuplicateWindow,
  hashOf,
  type IdentityKind,
  logKey,
  spanKey,
} from "./duplicates.ts";
import type { Group } from "./group.ts";
import { createKnown } from "./known.ts";
import { createKnownHashes } from "./known-hashes.ts";
import { type LateRows, noLateRows } from "./late.ts";
import type {
  BusinessEventRow,
  CpuProfileRow,
  DefinitionRow,
  DistributionRow,
  IdentityRow,
  LogRow,
  ResourceRow,
  RowSink,
  SampleRow,
  SeriesRow,
  SpanRow,
} from "../rows.ts";

/** What became of the rows of one request. */
export interface Placement {
  readonly duplicates: Record<IdentityKind, number>;
  /** The groups that have to be stored before the request is answered. */
  readonly groups: Set<Group>;
  /** Rows that were not taken: the store has to be asked for them first. */
  readonly late: LateRows;
}

export interface SinkOptions {
  readonly window: DuplicateWindow;
  /** The group that is open. */
  readonly open: () => Group;
  /** Groups that are on their way, whose rows may come once more. */
  readonly underWay: () => Iterable<Group>;
  readonly nowMs: () => number;
}

export interface GroupSink {
  /** Calls `add` with a sink and tells where its rows went. The sink must not be used afterwards. */
  place(add: (sink: RowSink) => void): Placement;
  /** Puts late rows into the open group, once the window knows which of them are stored. */
  placeLate(late: LateRows): Placement;
  /** A group failed: what it was to write about resources and the like counts as unwritten. */
  forget(): void;
}

export function createSink({ window, open, underWay, nowMs }: SinkOptions): GroupSink {
  const resources = createKnownHashes();
  const series = createKnownHashes();
  const definitions = createKnown();
  const identities = createKnown();
  let placement: Placement = emptyPlacement();
  let group: Group = open();
  let now = 0;
  /** Rows from before are late: the window does not reach back to them. */
  let reachNs: Readonly<Record<IdentityKind, bigint>> = noReach;
  let lastResource: ResourceRow | undefined;
  let lastSeries: SeriesRow | undefined;

  /** Whether the row is new; then it belongs to the open group. A late one does not yet. */
  function claim(kind: IdentityKind, key: Uint32Array, timeNs: bigint): "new" | "known" | "late" {
    const hash = hashOf(kind, key);
    const holder = holderOf(kind, key, hash);
    if (holder === undefined) {
      if (timeNs < reachNs[kind] && window.mayBeStored(kind, timeNs, key, hash)) return "late";
      group.identities[kind].add(key, hash);
      placement.groups.add(group);
      return "new";
    }
    if (holder !== "stored") placement.groups.add(holder);
    placement.duplicates[kind] += 1;
    return "known";
  }

  function holderOf(kind: IdentityKind, key: Uint32Array, hash: number): Group | "stored" | undefined {
    if (window.has(kind, key, hash)) return "stored";
    if (group.identities[kind].has(key, hash)) return group;
    for (const other of underWay()) {
      if (other.identities[kind].has(key, hash)) return other;
    }
    return undefined;
  }

  function refer(row: ResourceRow): void {
    if (row === lastResource) return;
    lastResource = row;
    if (resources.isDue(row.tenant, row.hash, now)) group.tables.resources.add(row);
  }

  function referSeries(row: SeriesRow): void {
    refer(row.resource);
    if (row === lastSeries) return;
    lastSeries = row;
    if (series.isDue(row.resource.tenant, row.hash, now)) group.tables.series.add(row);
  }

  const sink: RowSink = {
    span(row: SpanRow) {
      // nobody sends a span before its end
      const endNs = row.startNs + row.durationNs;
      const claimed = claim("spans", spanKey(row.resource.tenant, row.traceId, row.spanId), endNs);
      if (claimed === "late") placement.late.spans.push(row);
      if (claimed !== "new") return;
      refer(row.resource);
      group.tables.spans.add(row);
    },
    log(row: LogRow) {
      const claimed = claim("logRecords", logKey(row.resource.tenant, row.identity), row.timeNs);
      if (claimed === "late") placement.late.logRecords.push(row);
      if (claimed !== "new") return;
      refer(row.resource);
      group.tables.logs.add(row);
    },
    businessEvent(row: BusinessEventRow) {
      const claimed = claim("businessEvents", businessKey(row.resource.tenant, row.uid), row.timeNs);
      if (claimed === "late") placement.late.businessEvents.push(row);
      if (claimed !== "new") return;
      refer(row.resource);
      group.tables.businessEvents.add(row);
    },
    sample(row: SampleRow) {
      placement.groups.add(group);
      referSeries(row.series);
      group.tables.samples.add(row);
    },
    distribution(row: DistributionRow) {
      placement.groups.add(group);
      referSeries(row.series);
      group.tables.distributions.add(row);
    },
    definition(row: DefinitionRow) {
      const key = JSON.stringify([row.tenant, row.kind, row.name]);
      const state = JSON.stringify([
        row.version,
        row.steps,
        row.states,
        row.transitionsJson,
        row.timeoutMs,
        row.service,
      ]);
      if (!definitions.isDue(key, state, now)) return;
      placement.groups.add(group);
      group.tables.definitions.add(row);
    },
    identity(row: IdentityRow) {
      if (!identities.isDue(JSON.stringify([row.tenant, row.sessionId]), row.userId, now)) return;
      placement.groups.add(group);
      group.tables.identities.add(row);
    },
    // one that came before has the same uid, by which the table keeps one
    cpuProfile(row: CpuProfileRow) {
      placement.groups.add(group);
      group.tables.cpuProfiles.add(row);
    },
  };

  function begin(reach: Readonly<Record<IdentityKind, bigint>>): void {
    placement = emptyPlacement();
    group = open();
    now = nowMs();
    reachNs = reach;
    lastResource = undefined;
    lastSeries = undefined;
  }

  return {
    place(add) {
      begin({
        spans: window.reachNs("spans"),
        logRecords: window.reachNs("logRecords"),
        businessEvents: window.reachNs("businessEvents"),
      });
      add(sink);
      return placement;
    },
    placeLate(late) {
      begin(noReach);
      for (const row of late.spans) sink.span(row);
      for (const row of late.logRecords) sink.log(row);
      for (const row of late.businessEvents) sink.businessEvent(row);
      return placement;
    },
    forget() {
      for (const known of [resources, series, definitions, identities]) known.clear();
    },
  };
}

function emptyPlacement(): Placement {
  return {
    duplicates: { spans: 0, logRecords: 0, businessEvents: 0 },
    groups: new Set(),
    late: noLateRows(),
  };
}

const noReach = { spans: 0n, logRecords: 0n, businessEvents: 0n } as const;
