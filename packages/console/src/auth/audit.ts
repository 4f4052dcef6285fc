// The audit log: who did what, and who was rejected. A change is stored before it is answered; rejections and
// queries, of which an attacker can make any number, are counted together and written once a second.
import { createHash, randomBytes } from "node:crypto";
import type { AccessStore } from "../store/access.ts";

/** What is noted. */
interface AuditNote {
  readonly actor: string;
  readonly action: string;
  readonly target?: string;
  readonly address?: string;
  readonly tenant?: string;
  readonly details?: Readonly<Record<string, string | number | boolean>>;
}

export interface Audit {
  /** Stored when it resolves. @throws {ProblemError} when it cannot be: then what was to be done is not to be done. */
  record(note: AuditNote): Promise<void>;
  /** Stored soon; the same again within the second is counted on one line. Never throws. */
  refused(note: AuditNote): void;
  /** The same for a query that somebody wrote, whose text is the target: with room of its own, so that neither hides the other. */
  queried(note: AuditNote): void;
  /** Stores what is waiting. */
  close(): Promise<void>;
}

/** Different refusals, and different queries, within a second; what is beyond is counted on a line of its own. */
const maxWaiting = 200;
/** Characters of queries within an hour, compressed a tenth of that on the disk; beyond, lines have no text. */
const maxTextPerHour = 5_000_000;
const hourMs = 3_600_000;
const maxTarget = 2_000;
const flushMs = 1_000;

function keyOf({ action, actor, tenant, address, target }: AuditNote): string {
  return JSON.stringify([action, actor, tenant, address, target]);
}

interface Waiting {
  readonly note: AuditNote;
  count: number;
}

export function createAudit(
  store: Pick<AccessStore, "addAudit">,
  onFailure: (error: unknown) => void,
  nowMs: () => number = Date.now,
): Audit {
  const refusals = new Map<string, Waiting>();
  const queries = new Map<string, Waiting>();
  let text = { hour: 0, length: 0 };
  let timer: NodeJS.Timeout | undefined;

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const entries = [...refusals.values(), ...queries.values()].map(({ note, count }) =>
      toEntry({ ...note, details: { ...note.details, count } }),
    );
    refusals.clear();
    queries.clear();
    if (entries.length === 0) return;
    await store.addAudit(entries).catch(onFailure);
  }

  function wait(waiting: Map<string, Waiting>, note: AuditNote, moreAction: string): void {
    const own = keyOf(note);
    const isOver = !waiting.has(own) && waiting.size >= maxWaiting;
    const more: AuditNote = { actor: "nobody", action: moreAction };
    const key = isOver ? keyOf(more) : own;
    const known = waiting.get(key);
    if (known === undefined) waiting.set(key, { note: isOver ? more : note, count: 1 });
    else known.count++;
    timer ??= setTimeout(() => void flush(), flushMs).unref();
  }

  function withoutTooMuchText(note: AuditNote): AuditNote {
    const hour = Math.floor(nowMs() / hourMs);
    if (text.hour !== hour) text = { hour, length: 0 };
    text.length += Math.min(note.target?.length ?? 0, maxTarget);
    return text.length <= maxTextPerHour ? note : { ...note, target: "" };
  }

  return {
    record: async (note) => store.addAudit([toEntry(note)]),
    refused: (note) => wait(refusals, note, "refused.more"),
    queried: (note) => wait(queries, withoutTooMuchText(note), "sql.more"),
    close: flush,
  };
}

/** A person in the audit log: who knows the id finds the lines, and nobody else learns it. */
export function personHash(id: string): string {
  return createHash("sha256").update(id).digest("hex");
}

function toEntry({
  actor,
  action,
  target = "",
  address = "",
  tenant = "",
  details = {},
}: AuditNote): Parameters<AccessStore["addAudit"]>[0][number] {
  return {
    tenant,
    timeMicros: BigInt(Date.now()) * 1_000n,
    id: randomBytes(6).toString("hex"),
    actor: actor.slice(0, 200),
    action,
    target: target.slice(0, maxTarget),
    address,
    details: JSON.stringify(details),
  };
}
