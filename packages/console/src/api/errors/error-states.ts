// What people decided about groups of errors, from its documents: read with what happened since, and changed.
import {
  type ErrorState,
  type ErrorStateName,
  newErrorState,
  type NewErrorState,
  type ParamsOf,
} from "contract";
import type { Audit } from "../../auth/audit.ts";
import { ProblemError } from "../../problem/problem.ts";
import type { Documents } from "../../store/documents.ts";
import { callerOf, noteOf } from "../caller.ts";
import { type ApiContext, type ApiRoute, run } from "../context.ts";
import { toRoutes } from "../route.ts";

/** The body of the document `error/<fingerprint>`. */
interface Decision {
  readonly state: ErrorStateName;
  readonly sinceMs: number;
  readonly until: "grows" | "forever" | null;
  /** More errors than this within a day end `until: "grows"`. */
  readonly limit: number;
  /** Where a resolved group had occurred: errors there are of releases that lack the fix. */
  readonly versions: readonly string[];
  readonly assignee: string;
  readonly by: string;
}

interface StateColumns {
  readonly fingerprint: string;
  readonly body: string;
  /** What ended the decision: a resolved group occurred again in `version`, or an ignored one grew. */
  readonly isBack: boolean | number;
  readonly hasGrown: boolean | number;
  readonly version: string;
}

const undecided: Decision = {
  state: "open",
  sinceMs: 0,
  until: null,
  limit: 0,
  versions: [],
  assignee: "",
  by: "",
};
const dayMs = 86_400_000;
/** A group that is ignored until it grows opens with more than this many errors within a day, however few it had. */
const minLimit = 10;
const maxTries = 5;

/** The state of a group that was never changed. */
export const openState: ErrorState = toState(undecided, undefined);

/** The states of those groups that people decided about: mostly none, and what happened since is a query that takes long to plan. */
export async function findStates(
  groups: readonly { readonly fingerprint: string; readonly isDecided: boolean | number }[],
  context: ApiContext,
): Promise<ReadonlyMap<string, ErrorState>> {
  const decided = groups.filter(({ isDecided }) => isDecided).map(({ fingerprint }) => fingerprint);
  if (decided.length === 0) return new Map();
  const rows = await run<StateColumns>(context, "error-states", { fingerprints: decided });
  return new Map(rows.map((row) => [row.fingerprint, toState(JSON.parse(row.body) as Decision, row)]));
}

/** `PUT /api/errors/:fingerprint/state`. Each change is written to the audit log before it is saved. */
export function errorStateRoutes({ audit }: { readonly audit: Audit }): readonly ApiRoute[] {
  return toRoutes(
    { "PUT /api/errors/:fingerprint/state": async (params, context) => change(params, context, audit) },
    { audited: true },
  );
}

async function change(
  { fingerprint }: ParamsOf<"PUT /api/errors/:fingerprint/state">,
  context: ApiContext,
  audit: Audit,
): Promise<ErrorState> {
  const { documents } = context;
  if (documents === undefined) throw new Error("states of errors need the documents of the store");
  const wanted = readBody(context.request?.body);
  const { name: by } = callerOf(context);
  const seen = await findSeen(fingerprint, context);
  const details = Object.fromEntries(
    Object.entries(wanted).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const note = noteOf(context, { action: "error.state", target: fingerprint, details });
  const decideNext = (before: Decision): Decision =>
    decide(before, wanted, { ...seen, by, nowMs: context.nowMs() });
  const next = await audit.change(note, async () => saveDecision(documents, fingerprint, decideNext));
  return toState(next, undefined);
}

async function saveDecision(
  documents: Documents,
  fingerprint: string,
  decideNext: (before: Decision) => Decision,
): Promise<Decision> {
  const kind = `error/${fingerprint}`;
  for (let tries = 0; tries < maxTries; tries++) {
    const stored = await documents.read(kind);
    const before = stored.body === "" ? undecided : (JSON.parse(stored.body) as Decision);
    const next = decideNext(before);
    // Another change was saved meanwhile: apply this one to it.
    if ((await documents.save(kind, JSON.stringify(next), stored.version)) !== undefined) return next;
  }
  throw new Error(`the state of ${fingerprint} was changed ${maxTries} times while it was saved`);
}

interface Seen {
  readonly versions: readonly string[];
  readonly lastDay: number;
}

/** @throws {ProblemError} 404 when no error of the group is stored. */
async function findSeen(fingerprint: string, context: ApiContext): Promise<Seen> {
  const [row] = await run<{ versions: readonly string[]; lastDay: string; errors: string }>(
    context,
    "error-seen",
    {
      fingerprint,
      dayAgoMs: context.nowMs() - dayMs,
    },
  );
  if (row === undefined || row.errors === "0")
    throw new ProblemError(
      "ERROR_UNKNOWN",
      `Cannot find errors of the group \`${fingerprint}\`: none is stored.`,
      "Check the fingerprint.",
    );
  return { versions: row.versions, lastDay: Number(row.lastDay) };
}

function decide(
  before: Decision,
  { state, until = "grows", assignee = before.assignee }: NewErrorState,
  { versions, lastDay, by, nowMs }: Seen & { readonly by: string; readonly nowMs: number },
): Decision {
  if (state === undefined) return { ...before, assignee, by };
  return {
    state,
    sinceMs: Math.floor(nowMs),
    until: state === "ignored" ? until : null,
    limit: state === "ignored" && until === "grows" ? Math.max(minLimit, 2 * lastDay) : 0,
    versions: state === "resolved" ? versions : [],
    assignee,
    by,
  };
}

function toState(
  { state, sinceMs, until, limit, assignee, by }: Decision,
  since: Pick<StateColumns, "isBack" | "hasGrown" | "version"> | undefined,
): ErrorState {
  const isBack = Boolean(since?.isBack);
  const hasGrown = Boolean(since?.hasGrown);
  return {
    state: isBack || hasGrown ? "open" : state,
    reopened: isBack || hasGrown,
    reopenedIn: isBack ? (since?.version ?? "") : "",
    until,
    limit,
    assignee,
    since: sinceMs === 0 ? "" : new Date(sinceMs).toISOString(),
    by,
  };
}

function readBody(body: unknown): NewErrorState {
  const parsed = newErrorState.safeParse(body);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new ProblemError(
    "BAD_BODY",
    `Cannot change the state of the group: ${path.length === 0 ? "the body" : `\`${path.join(".")}\``}: ${message}.`,
    "Send `state` (`open`, `resolved` or `ignored`), with `ignored` also `until` (`grows` or `forever`), or `assignee`.",
  );
}
