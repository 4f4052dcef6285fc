// Work between processes, in the database: at least once, with retries. The trace context and the baggage travel with the job.
import { traceMessage } from "telltale";

import { pool } from "./pool.ts";
import { sql } from "./sql.ts";

/** What a job does. */
export type JobKind = "fulfil" | "ship" | "deliver";

export interface Job<Payload> {
  readonly id: string;
  readonly kind: JobKind;
  readonly payload: Payload;
  readonly headers: Record<string, string>;
  /** Whether it was to wait: then it begins a trace of its own, linked to the one that sent it. */
  readonly delayed: boolean;
  /** From 1. */
  readonly attempts: number;
}

/** How often a job is tried before it is left for a person to look at. */
const maxAttempts = 5;

/** Puts a job into the queue, for `delayMs` from now. */
export function enqueue(kind: JobKind, payload: unknown, delayMs = 0): Promise<void> {
  const message = { headers: {} };
  return traceMessage({ ...aboutJobs(kind), operation: "send", message }, async () => {
    const text =
      "INSERT INTO jobs (kind, payload, headers, is_delayed, run_at) VALUES ($1, $2, $3, $4 > 0, now() + $4 * interval '1 millisecond')";
    await sql(text, [kind, JSON.stringify(payload), JSON.stringify(message.headers), delayMs]);
  });
}

/** Runs `fn` as the processing of `job`, in the trace it was sent in; one that was to wait begins its own, linked to that. */
export function runJob<T>(job: Job<unknown>, attributes: object, fn: () => T): T {
  const { id: messageId, delayed: root } = job;
  return traceMessage(
    { ...aboutJobs(job.kind), operation: "process", message: job, messageId, root, attributes },
    fn,
  );
}

function aboutJobs(kind: JobKind): { readonly system: string; readonly destination: string } {
  return { system: "postgresql", destination: `jobs ${kind}` };
}

/** Takes the next job and keeps it from others for half a minute; a worker that dies gives it back that way. */
export async function claim<Payload>(): Promise<Job<Payload> | undefined> {
  const text = `UPDATE jobs SET attempts = attempts + 1, run_at = now() + interval '30 seconds'
    WHERE id = (SELECT id FROM jobs WHERE done_at IS NULL AND run_at <= now() AND attempts < $1 ORDER BY run_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, kind, payload, headers, is_delayed AS delayed, attempts`;
  const { rows } = await pool.query<Job<Payload>>(text, [maxAttempts]);
  return rows[0];
}

export async function complete(job: Job<unknown>): Promise<void> {
  await sql("UPDATE jobs SET done_at = now() WHERE id = $1", [job.id]);
}

/** Gives a job back after an error, to be tried again a little later each time. */
export async function retryLater(job: Job<unknown>, error: unknown): Promise<void> {
  const text =
    "UPDATE jobs SET run_at = now() + $2 * interval '1 millisecond', last_error = $3 WHERE id = $1";
  await sql(text, [job.id, 500 * 2 ** job.attempts, String(error).slice(0, 200)]);
}

/** How many jobs wait. */
export async function queueLength(): Promise<number> {
  const { rows } = await pool.query<{ n: string }>("SELECT count(*) AS n FROM jobs WHERE done_at IS NULL");
  return Number(rows[0]?.n ?? 0);
}
