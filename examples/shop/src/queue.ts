// Work between processes, in the database: at least once, with retries. The trace context and the baggage travel with the job.
import { context, propagation, ROOT_CONTEXT, SpanKind, type Context } from "@opentelemetry/api";
import { trace } from "telltale";

import { pool } from "./pool.ts";
import { sql } from "./sql.ts";

export interface Job<Payload> {
  readonly id: string;
  readonly kind: string;
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
export function enqueue(kind: string, payload: unknown, delayMs = 0): Promise<void> {
  const attributes = {
    "messaging.system": "postgresql",
    "messaging.destination.name": "jobs",
    "messaging.operation.type": "send",
    "messaging.operation.name": "enqueue",
  };
  return trace(`send jobs ${kind}`, { kind: SpanKind.PRODUCER, attributes }, async () => {
    const headers: Record<string, string> = {};
    propagation.inject(context.active(), headers);
    const text =
      "INSERT INTO jobs (kind, payload, headers, is_delayed, run_at) VALUES ($1, $2, $3, $4 > 0, now() + $4 * interval '1 millisecond')";
    await sql("INSERT jobs", text, [kind, JSON.stringify(payload), JSON.stringify(headers), delayMs]);
  });
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
  await sql("UPDATE jobs", "UPDATE jobs SET done_at = now() WHERE id = $1", [job.id]);
}

/** Gives a job back after an error, to be tried again a little later each time. */
export async function retryLater(job: Job<unknown>, error: unknown): Promise<void> {
  const text =
    "UPDATE jobs SET run_at = now() + $2 * interval '1 millisecond', last_error = $3 WHERE id = $1";
  await sql("UPDATE jobs", text, [job.id, 500 * 2 ** job.attempts, String(error).slice(0, 200)]);
}

/** How many jobs wait. */
export async function queueLength(): Promise<number> {
  const { rows } = await pool.query<{ n: string }>("SELECT count(*) AS n FROM jobs WHERE done_at IS NULL");
  return Number(rows[0]?.n ?? 0);
}

/** The context the job was sent in. */
export function contextOf(job: Job<unknown>): Context {
  return propagation.extract(ROOT_CONTEXT, job.headers);
}
