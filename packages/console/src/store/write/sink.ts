// Adds the rows of a request to the open group, without duplicates and with what they refer to.
import type { BusinessEventRow, LogRow, RowSink, SpanRow } from "../rows.ts";
import {
  businessKey,
  type DuplicateWindow,
  hashOf,
  type IdentityKind,
  logKey,
  spanKey,
} from "./duplicates.ts";
import type { Group } from "./group.ts";
import { type LateRows, noLateRows } from "./late.ts";
import {
  beginRequest,
  createReferences,
  forgetAll,
  isDefinitionDue,
  isIdentityDue,
  type References,
  referToResource,
  referToSeries,
} from "./references.ts";

/** Where the rows of one request went. */
export interface AddedRows {
  readonly duplicates: Record<IdentityKind, number>;
  /** The groups that have to be stored before the request is answered. */
  readonly groups: Set<Group>;
  /** Rows that were not added: the store has to be asked first whether it has them. */
  readonly late: LateRows;
}

export function nothingAdded(): AddedRows {
  return {
    duplicates: { spans: 0, logRecords: 0, businessEvents: 0 },
    groups: new Set(),
    late: noLateRows(),
  };
}

export interface SinkOptions {
  readonly window: DuplicateWindow;
  /** The open group. */
  readonly open: () => Group;
  /** All other groups that are not stored yet: their rows may be sent again. */
  readonly unstored: () => readonly Group[];
  /** What lists fold of series. */
  readonly names: References["names"];
  readonly written: Pick<References, "definitions" | "identities">;
  readonly nowMs: () => number;
}

export interface GroupSink {
  /**
   * Calls `add` with a sink and notes in `added` where its rows went. Outside of `add` the sink must not be used.
   *
   * @param isLate whether the rows are late ones, and the window contains those of them that are stored.
   */
  add(added: AddedRows, add: (sink: RowSink) => void, isLate: boolean): void;
  /** A group failed: the resources, series, definitions and identities in it count as not written. */
  forget(): void;
}

/** A request while its rows are added. */
interface Request {
  readonly window: DuplicateWindow;
  readonly unstored: readonly Group[];
  readonly references: References;
  readonly group: Group;
  readonly added: AddedRows;
  readonly nowMs: number;
  /** Rows from before this time are late: the window does not reach back to them. */
  readonly reachNs: Reach;
}

type Reach = Readonly<Record<IdentityKind, bigint>>;

const noReach: Reach = { spans: 0n, logRecords: 0n, businessEvents: 0n };

function reachOf(window: DuplicateWindow): Reach {
  return {
    spans: window.reachNs("spans"),
    logRecords: window.reachNs("logRecords"),
    businessEvents: window.reachNs("businessEvents"),
  };
}

export function createSink({ window, open, unstored, names, written, nowMs }: SinkOptions): GroupSink {
  const references = createReferences(names, written);
  let request!: Request;
  const sink = createRowSink(() => request);

  return {
    add(added, add, isLate) {
      beginRequest(references);
      const reachNs = isLate ? noReach : reachOf(window);
      request = { window, unstored: unstored(), references, group: open(), added, nowMs: nowMs(), reachNs };
      add(sink);
    },
    forget: () => forgetAll(references),
  };
}

/** One sink for all requests, so that its calls stay monomorphic. */
function createRowSink(current: () => Request): RowSink {
  return {
    span: (row) => addSpan(current(), row),
    log: (row) => addLog(current(), row),
    businessEvent: (row) => addBusinessEvent(current(), row),
    sample(row) {
      const { added, group, references, nowMs } = current();
      added.groups.add(group);
      referToSeries(references, group, row.series, nowMs);
      group.tables.samples.add(row);
    },
    distribution(row) {
      const { added, group, references, nowMs } = current();
      added.groups.add(group);
      referToSeries(references, group, row.series, nowMs);
      group.tables.distributions.add(row);
    },
    definition(row) {
      const { added, group, references, nowMs } = current();
      if (!isDefinitionDue(references, row, nowMs)) return;
      added.groups.add(group);
      group.tables.definitions.add(row);
    },
    identity(row) {
      const { added, group, references, nowMs } = current();
      if (!isIdentityDue(references, row, nowMs)) return;
      added.groups.add(group);
      group.tables.identities.add(row);
    },
    // The table keeps one of those that have the same uid.
    cpuProfile(row) {
      const { added, group } = current();
      added.groups.add(group);
      group.tables.cpuProfiles.add(row);
    },
    // The table keeps one of those that have the same identity and time.
    error(row) {
      const { added, group } = current();
      added.groups.add(group);
      group.tables.errors.add(row);
    },
  };
}

function addSpan(request: Request, row: SpanRow): void {
  // A span is sent after its end.
  const endNs = row.startNs + row.durationNs;
  const claimed = claim(request, "spans", spanKey(row.resource.tenant, row.traceId, row.spanId), endNs);
  if (claimed === "late") request.added.late.spans.push(row);
  if (claimed !== "new") return;
  referToResource(request.references, request.group, row.resource, request.nowMs);
  request.group.tables.spans.add(row);
}

function addLog(request: Request, row: LogRow): void {
  const claimed = claim(request, "logRecords", logKey(row.resource.tenant, row.identity), row.timeNs);
  if (claimed === "late") request.added.late.logRecords.push(row);
  if (claimed !== "new") return;
  referToResource(request.references, request.group, row.resource, request.nowMs);
  request.group.tables.logs.add(row);
}

function addBusinessEvent(request: Request, row: BusinessEventRow): void {
  const claimed = claim(request, "businessEvents", businessKey(row.resource.tenant, row.uid), row.timeNs);
  if (claimed === "late") request.added.late.businessEvents.push(row);
  if (claimed !== "new") return;
  referToResource(request.references, request.group, row.resource, request.nowMs);
  request.group.tables.businessEvents.add(row);
}

/** Whether the row is new, and then adds its identity to the open group; a late row is added later, if at all. */
function claim(
  request: Request,
  kind: IdentityKind,
  key: Uint32Array,
  timeNs: bigint,
): "new" | "known" | "late" {
  const { window, group, added, reachNs } = request;
  const hash = hashOf(kind, key);
  const holder = holderOf(request, kind, key, hash);
  if (holder === undefined) {
    if (timeNs < reachNs[kind] && window.mayBeStored(kind, timeNs, key, hash)) return "late";
    group.identities[kind].add(key, hash);
    added.groups.add(group);
    return "new";
  }
  if (holder !== "stored") added.groups.add(holder);
  added.duplicates[kind] += 1;
  return "known";
}

/** The group that has the row already, or `stored`. */
function holderOf(
  { window, group, unstored }: Request,
  kind: IdentityKind,
  key: Uint32Array,
  hash: number,
): Group | "stored" | undefined {
  if (window.has(kind, key, hash)) return "stored";
  if (group.identities[kind].has(key, hash)) return group;
  for (const other of unstored) {
    if (other.identities[kind].has(key, hash)) return other;
  }
  return undefined;
}
