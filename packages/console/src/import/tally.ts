// What became of one file so far: read while the import goes on, and at its end.
import type { Batch } from "./batch.ts";
import type { ReadReport } from "./tables/table.ts";
import { extend, noTime, type TimeSpan } from "./time-span.ts";

export type Signal = Batch["signal"];

/** Items by signal. */
export type Counts = Readonly<Record<Signal, number>>;

/** Rows or values that were not taken. */
export interface RejectedRows {
  /** `Row 7`, `Line 3`; empty for what the store refused, whose place in the file is not known. */
  readonly where: string;
  readonly reason: string;
  readonly rows: number;
}

/** A batch without its items. */
export interface Sent extends Pick<Batch, "signal" | "items"> {
  /** When its items were. */
  readonly span: TimeSpan;
}

/** What a receiver made of a batch. */
export interface Delivered {
  readonly rejected: bigint;
  readonly errorMessage: string;
  readonly duplicates?: number;
}

export interface Tally {
  /** Given to the reader of the file. */
  readonly report: ReadReport;
  /** A batch was sent, and this is the answer. */
  delivered(sent: Sent, answer: Delivered): void;
  /** Undefined until something of a known format was read. */
  readonly format: string | undefined;
  /** Items that the receiver answered for, and how many of them it refused. */
  readonly sent: Counts;
  readonly refused: Counts;
  /** Of the items sent, those that were in the store before. */
  readonly duplicates: number;
  /** Rows and values of the file that could not be read. */
  readonly unread: number;
  /** The first of those that were not taken, for whatever reason. */
  readonly rejectedRows: readonly RejectedRows[];
  /** Remarks that are not errors. */
  readonly notes: readonly string[];
  /** Unix ms of the first and the last moment in what was sent. */
  readonly span: TimeSpan;
}

/** @param maxRejectedRows so many are kept. */
export function createTally(maxRejectedRows: number): Tally {
  const sent: Record<Signal, number> = { traces: 0, metrics: 0, logs: 0 };
  const refused: Record<Signal, number> = { traces: 0, metrics: 0, logs: 0 };
  const rejectedRows: RejectedRows[] = [];
  const notes = new Set<string>();
  let format: string | undefined;
  let [duplicates, unread] = [0, 0];
  let span = noTime;

  function reject(where: string, reason: string, rows: number): void {
    if (rejectedRows.length < maxRejectedRows) rejectedRows.push({ where, reason, rows });
  }

  return {
    report: {
      detected: (found) => void (format = found),
      badRow(where, reason, rows = 1) {
        unread += rows;
        reject(where, reason, rows);
      },
      note: (text) => void notes.add(text),
    },
    delivered({ signal, items, span: time }, { rejected, errorMessage, duplicates: known = 0 }) {
      const count = Number(rejected);
      sent[signal] += items;
      refused[signal] += count;
      duplicates += known;
      span = extend(span, time);
      if (count > 0) reject("", errorMessage, count);
      else if (errorMessage !== "") notes.add(errorMessage);
    },
    get format() {
      return format;
    },
    sent,
    refused,
    get duplicates() {
      return duplicates;
    },
    get unread() {
      return unread;
    },
    rejectedRows,
    get notes() {
      return [...notes];
    },
    get span() {
      return span;
    },
  };
}

/** All signals together. */
export function sum({ traces, metrics, logs }: Counts): number {
  return traces + metrics + logs;
}
