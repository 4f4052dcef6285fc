// The files that are sent to this console: those that are read now, and what became of the last ones.
import { randomBytes } from "node:crypto";
import { type ImportResult, maxRejectedRows } from "contract";
import { createTally, type Tally } from "./tally.ts";
import { noTime } from "./time-span.ts";
import { ProblemError } from "../problem/problem.ts";
import { createShares, type Holder, type Reached } from "../receive/shares.ts";

/** One file. Its reader changes it. */
export interface Upload {
  readonly id: string;
  readonly name: string;
  readonly holder: Holder;
  readonly tally: Tally;
  /** Read of the file. */
  bytes: number;
  state: ImportResult["state"];
  problem: ProblemError | undefined;
}

export interface Uploads {
  /** @throws {ProblemError} 429 `IMPORTS_BUSY` while others are read, 400 for an id that is taken. */
  begin(file: { readonly id: string | undefined; readonly name: string; readonly holder: Holder }): Upload;
  /** @throws {ProblemError} for an unknown id: 429 `IMPORTS_BUSY` while no import slot is free, otherwise 404 `IMPORT_UNKNOWN`. */
  find(id: string, holder: Holder): Upload;
}

/** Of the whole console, and of a tenant, which leaves room for others; a token or person has one of them. */
const maxRunning = { all: 4, ofTenant: 2 } as const;
const maxKept = 50;

const busy: Readonly<Record<Reached["of"], string>> = {
  all: "The console reads as many files as it can at a time.",
  tenant: "The console reads as many files of this tenant as it may have at a time.",
  principal: "The console is already reading a file of yours.",
};

export function createUploads(): Uploads {
  const uploads = new Map<string, Upload>();
  function requireSlot(holder: Holder): void {
    const slots = createShares(maxRunning);
    for (const one of uploads.values()) if (one.state === "running") slots.add(one.holder, 1);
    const reached = slots.reached(holder, 1);
    if (reached === undefined) return;
    throw new ProblemError("IMPORTS_BUSY", busy[reached.of], "Wait until one of them is done.", {
      retryAfterSeconds: 5,
    });
  }
  return {
    begin({ id = randomBytes(16).toString("hex"), name, holder }) {
      requireSlot(holder);
      const key = keyOf(id, holder);
      if (uploads.has(key))
        throw new ProblemError(
          "BAD_PARAMETER",
          `Cannot use the id \`${id}\`: another import has it.`,
          "Pass 32 random hex digits.",
        );
      const tally = createTally(maxRejectedRows);
      const upload: Upload = { id, name, holder, tally, bytes: 0, state: "running", problem: undefined };
      uploads.set(key, upload);
      forgetOldest(uploads);
      return upload;
    },
    find(id, holder) {
      const upload = uploads.get(keyOf(id, holder));
      if (upload !== undefined) return upload;
      requireSlot(holder);
      throw new ProblemError(
        "IMPORT_UNKNOWN",
        `No import has the id \`${id}\`.`,
        `Pass the id of one of the last ${maxKept} imports of this console.`,
      );
    },
  };
}

function forgetOldest(uploads: Map<string, Upload>): void {
  if (uploads.size <= maxKept) return;
  const oldest = [...uploads.values()].find(({ state }) => state !== "running");
  if (oldest !== undefined) uploads.delete(keyOf(oldest.id, oldest.holder));
}

/** Tenants do not see the ids of each other. */
function keyOf(id: string, { tenant }: Holder): string {
  return JSON.stringify([tenant, id]);
}

/** What a caller reads of an upload. */
export function toImportResult({ id, name, tally, bytes, state, problem }: Upload): ImportResult {
  const { format, sent, refused, duplicates, unread, rejectedRows, notes, span } = tally;
  const isEmpty = span === noTime || span.firstMs > span.lastMs;
  return {
    id,
    name,
    state,
    format: format ?? null,
    bytes,
    stored: {
      spans: sent.traces - refused.traces,
      logRecords: sent.logs - refused.logs,
      metricPoints: sent.metrics - refused.metrics,
    },
    duplicates,
    rejected: unread + refused.traces + refused.logs + refused.metrics,
    rejectedRows,
    notes,
    from: isEmpty ? null : new Date(span.firstMs).toISOString(),
    to: isEmpty ? null : new Date(span.lastMs + 1).toISOString(),
    problem:
      problem === undefined ? null : { code: problem.code, message: problem.message, fix: problem.fix },
  };
}
