// The files that are sent to this console: those that are read now, and what became of the last ones.
import { randomBytes } from "node:crypto";
import { type ImportResult, maxRejectedRows } from "contract";
import { createTally, type Tally } from "./tally.ts";
import { noTime } from "./time-span.ts";
import { ProblemError } from "../problem/problem.ts";

/** One file. Its reader changes it. */
export interface Upload {
  readonly id: string;
  readonly name: string;
  readonly tenant: string;
  readonly tally: Tally;
  /** Read of the file. */
  bytes: number;
  state: ImportResult["state"];
  problem: ProblemError | undefined;
}

export interface Uploads {
  /** @throws {ProblemError} 429 `IMPORTS_BUSY` while others are read, 400 for an id that is taken. */
  begin(file: { readonly id: string | undefined; readonly name: string; readonly tenant: string }): Upload;
  /** @throws {ProblemError} for an unknown id: 429 `IMPORTS_BUSY` while no import slot is free, otherwise 404 `IMPORT_UNKNOWN`. */
  find(id: string, tenant: string): Upload;
}

/** Of the whole console, and of a tenant, which leaves room for others. */
const maxRunning = 4;
const maxRunningOfTenant = 2;
const maxKept = 50;

export function createUploads(): Uploads {
  const uploads = new Map<string, Upload>();
  function requireSlot(tenant: string): void {
    const running = [...uploads.values()].filter(({ state }) => state === "running");
    const own = running.filter((upload) => upload.tenant === tenant);
    if (running.length < maxRunning && own.length < maxRunningOfTenant) return;
    throw new ProblemError(
      "IMPORTS_BUSY",
      "The console reads as many files as it can at a time.",
      "Wait until one of them is done.",
      { retryAfterSeconds: 5 },
    );
  }
  return {
    begin({ id = randomBytes(16).toString("hex"), name, tenant }) {
      requireSlot(tenant);
      const key = keyOf(id, tenant);
      if (uploads.has(key))
        throw new ProblemError(
          "BAD_PARAMETER",
          `Cannot use the id \`${id}\`: another import has it.`,
          "Pass 32 random hex digits.",
        );
      const tally = createTally(maxRejectedRows);
      const upload: Upload = { id, name, tenant, tally, bytes: 0, state: "running", problem: undefined };
      uploads.set(key, upload);
      forgetOldest(uploads);
      return upload;
    },
    find(id, tenant) {
      const upload = uploads.get(keyOf(id, tenant));
      if (upload !== undefined) return upload;
      requireSlot(tenant);
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
  if (oldest !== undefined) uploads.delete(keyOf(oldest.id, oldest.tenant));
}

/** Tenants do not see the ids of each other. */
function keyOf(id: string, tenant: string): string {
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
