// Rows of several requests that are stored together: the columns of each table, and the identities of the records.
import { findTable } from "../../tables/registry.ts";
import { createIdentities, type Identities } from "./duplicates.ts";
import type { Chunks } from "../native/native.ts";
import type {
  BusinessEventRow,
  CpuProfileRow,
  DefinitionRow,
  DistributionRow,
  ErrorRow,
  IdentityRow,
  LogRow,
  ResourceRow,
  SampleRow,
  SpanRow,
} from "../rows.ts";
import { createBusinessEventTable } from "../tables/business-table.ts";
import { createCpuProfileTable } from "../tables/cpu-profile-table.ts";
import {
  createDefinitionTable,
  createIdentityTable,
  createResourceTable,
  createSeriesTable,
  type JudgedSeries,
} from "../tables/dimension-tables.ts";
import { createErrorTable } from "../tables/error-table.ts";
import { createLogTable } from "../tables/log-table.ts";
import { createDistributionTable, createSampleTable } from "../tables/metric-tables.ts";
import type { NameBudgets } from "./name-budgets.ts";
import type { SkeletonOf } from "./skeletons.ts";
import { createSpanTable } from "../tables/span-table.ts";
import { createSpread, dayNs, type Spread } from "../tables/spread.ts";

export interface Group {
  /** Whether it has rows of large requests: others do not wait for it. */
  readonly isLarge: boolean;
  readonly tables: Tables;
  readonly identities: Identities;
  /** Settled when it is stored, or given up. */
  readonly stored: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  /** Unix seconds of its first insert; 0 before. */
  receivedSeconds: number;
  /**
   * Unix seconds: rows that are stored since then must be left out, because an insert of unknown outcome may have stored them.
   * `undefined` while there is no such doubt.
   */
  doubtSince: number | undefined;
  /** Unix ms of the first failure; 0 before. */
  failedAtMs: number;
  failures: number;
  /** Encoded once, so a retry sends the same bytes; tables that are stored are taken out. */
  blocks: Block[] | undefined;
}

/** By table, in the order in which they are inserted. */
interface Tables {
  readonly resources: Spread<ResourceRow>;
  readonly series: Spread<JudgedSeries>;
  readonly definitions: Spread<DefinitionRow>;
  readonly identities: Spread<IdentityRow>;
  readonly spans: Spread<SpanRow>;
  readonly logs: Spread<LogRow>;
  readonly samples: Spread<SampleRow>;
  readonly distributions: Spread<DistributionRow>;
  readonly businessEvents: Spread<BusinessEventRow>;
  readonly cpuProfiles: Spread<CpuProfileRow>;
  readonly errors: Spread<ErrorRow>;
}

export interface Block {
  readonly table: string;
  readonly columns: readonly string[];
  readonly types: readonly string[];
  /** Bytes of the rows in the engine, about. */
  readonly bytes: number;
  /** Number of partitions that its rows belong to. */
  readonly units: number;
  readonly chunks: Chunks;
}

/** A block of rows that are stored, for the views of the roll-ups. */
export type RollupBlock = Omit<Block, "types">;

/** What groups share: what is known of texts and names. */
export interface GroupMemory {
  /** The skeleton of a log record. */
  readonly skeletonOf: SkeletonOf;
  readonly names: NameBudgets;
}

export function createGroup(memory: GroupMemory, isLarge = false): Group {
  let resolve!: () => void;
  let reject!: (error: unknown) => void;
  const stored = new Promise<void>((onStored, onFailed) => {
    resolve = onStored;
    reject = onFailed;
  });
  // Requests wait for it; the rejection of a group without a request must not end the process.
  stored.catch(() => undefined);
  return {
    isLarge,
    tables: createTables(memory),
    identities: createIdentities(),
    stored,
    resolve,
    reject,
    receivedSeconds: 0,
    doubtSince: undefined,
    failedAtMs: 0,
    failures: 0,
    blocks: undefined,
  };
}

function createTables({ skeletonOf, names }: GroupMemory): Tables {
  return {
    resources: createSpread(createResourceTable, noTime),
    series: createSpread(createSeriesTable, noTime),
    definitions: createSpread(createDefinitionTable, noTime),
    identities: createSpread(createIdentityTable, noTime),
    spans: createSpread(
      () => createSpanTable(names.ofSpan),
      (row) => row.startNs,
    ),
    logs: createSpread(
      () => createLogTable(skeletonOf, ({ resource }) => names.ofLog(resource)),
      (row) => row.timeNs,
    ),
    samples: createSpread(createSampleTable, (row) => row.timeNs),
    distributions: createSpread(createDistributionTable, (row) => row.timeNs),
    businessEvents: createSpread(createBusinessEventTable, (row) => row.timeNs, 30n * dayNs),
    cpuProfiles: createSpread(createCpuProfileTable, (row) => row.timeNs),
    errors: createSpread(createErrorTable, (row) => row.timeNs, 30n * dayNs),
  };
}

/** Of tables that are not partitioned by time. */
const noTime = (): bigint => 0n;

/** Number of its rows, in all tables. */
export function rowsOf(group: Group): number {
  let rows = 0;
  for (const table of Object.values(group.tables)) rows += table.rows;
  return rows;
}

/** Bytes of its rows in the engine, about. */
export function bytesOf(group: Group): number {
  let bytes = 0;
  for (const table of Object.values(group.tables)) bytes += table.bytes;
  return bytes;
}

/** Its tables as blocks, encoded at the first call. */
export function blocksOf(group: Group): Block[] {
  group.blocks ??= (Object.values(group.tables) as Spread<never>[])
    .flatMap(({ pieces }) => pieces)
    .map(({ table, units }) => ({
      table: table.name,
      columns: table.columns,
      types: table.types,
      bytes: table.bytes,
      units,
      chunks: table.encode(group.receivedSeconds),
    }));
  return group.blocks;
}

/** Its spans and log records as blocks for the tables whose views fill the roll-ups. */
export function rollupBlocksOf({ tables: { spans, logs } }: Group): readonly RollupBlock[] {
  return [
    ...rollupBlocks("spans_to_roll_up", spans),
    // most of what log records weigh are their bodies, which are not among these columns
    ...rollupBlocks("logs_to_roll_up", logs).map((block) => ({ ...block, bytes: lengthOf(block.chunks) })),
  ];
}

function rollupBlocks(name: string, { pieces }: Pick<Spread<never>, "pieces">): readonly RollupBlock[] {
  const columns = Object.keys(findTable(name)!.columns);
  return pieces.map(({ table, units }) => ({
    table: name,
    columns,
    bytes: table.bytes,
    units,
    chunks: table.encodeColumns(columns),
  }));
}

const lengthOf = (chunks: readonly Uint8Array[]): number =>
  chunks.reduce((sum, { length }) => sum + length, 0);
