// `/api/notes`: notes on time ranges, traces, error groups, funnels and dashboards. They have a table of their own
// and are not documents: their texts may name people, and what was deleted must not stay.
import { randomBytes } from "node:crypto";
import {
  changedNote,
  maxNotes,
  newNote,
  type Note,
  type NoteKind,
  type NotesResult,
  type ParamsOf,
} from "contract";
import { z } from "zod";
import type { Audit, AuditNote } from "../../auth/audit.ts";
import { isOwn } from "../../auth/identity.ts";
import { permits, type Principal } from "../../auth/principal.ts";
import { ProblemError } from "../../problem/problem.ts";
import type { NoteStore, StoredNote } from "../../store/notes.ts";
import { createTurnsByTenant } from "../../turns/turns.ts";
import { callerOf, noteOf, readBody, tenantOf, versionOf } from "../caller.ts";
import { type ApiContext, type ApiRoute, type QueryParams, run } from "../context.ts";
import { by, definePageKey } from "../params/page-key.ts";
import { readRange } from "../params/params.ts";
import { toRoutes } from "../route.ts";
import { toRangeParams } from "../time/range.ts";
import { parseTime } from "../time/time.ts";

interface NoteRow {
  readonly noteId: string;
  readonly newest: string;
  readonly noteKind: string;
  readonly noteSubject: string;
  readonly fromMs: string;
  readonly toMs: string;
  readonly notePath: string;
  readonly noteSearch: string;
  readonly noteText: string;
  readonly noteAuthor: string;
  readonly authorId: string;
  readonly createdMs: string;
  readonly editedMs: string;
}

const example =
  '{ "kind": "funnel", "subject": "checkout", "from": "-1h", "to": "now", "path": "/funnels/checkout", "text": "The coupon ended." }';
const pageKey = definePageKey<StoredNote>({
  cursorMs: by(z.number().int().min(0), ({ fromMs }) => fromMs),
  cursorId: by(z.string().max(100), ({ id }) => id),
});

export function noteRoutes({ audit }: { readonly audit: Audit }): readonly ApiRoute[] {
  // Each reads what the one before of its tenant has saved.
  const inTurn = createTurnsByTenant();
  return toRoutes(
    {
      "GET /api/notes": listNotes,
      "POST /api/notes": (_, context) => inTurn(tenantOf(context), async () => create(context, audit)),
      "PUT /api/notes/:id": ({ id }, context) =>
        inTurn(tenantOf(context), async () => change(id, context, audit)),
      "DELETE /api/notes/:id": ({ id }, context) =>
        inTurn(tenantOf(context), async () => remove(id, context, audit)),
    },
    { audited: true },
  );
}

/** Notes of the caller's tenant. */
async function listNotes(params: ParamsOf<"GET /api/notes">, context: ApiContext): Promise<NotesResult> {
  const { kind, subject, path, limit } = params;
  const hasRange = params.from !== undefined || params.to !== undefined;
  const range = hasRange ? toRangeParams(readRange(params, context, "1970-01-01T00:00:00Z")) : {};
  const rows = await run<NoteRow>(context, "notes", {
    ...range,
    kind,
    subject,
    path,
    ...pageKey.read(params.cursor).params,
    limit: limit + 1,
  });
  const { page, nextCursor } = pageKey.page(rows.map(toStored), limit);
  const caller = callerOf(context);
  return {
    items: page.map((note) => toNote(note, caller)),
    nextCursor,
    mayAdd: permits(caller.scope, "alerts"),
  };
}

async function create(context: ApiContext, audit: Audit): Promise<Note> {
  const { from, to, ...requested } = readBody(newNote, context, example);
  const [fromMs, toMs] = [readInstant("from", from, context), readInstant("to", to, context)];
  checkSubject(requested, fromMs, toMs);
  const [counted] = await runLatest<{ notes: string }>(context, "note-count", {});
  if (Number(counted?.notes ?? 0) >= maxNotes)
    throw new ProblemError(
      "NOTES_FULL",
      `There are ${counted!.notes} notes, and at most ${maxNotes} are kept.`,
      "Delete notes that are not needed any more.",
    );
  const { name: author, identity: authorId } = callerOf(context);
  const note: StoredNote = {
    ...requested,
    id: randomBytes(8).toString("hex"),
    version: 1,
    fromMs,
    toMs,
    author,
    authorId,
    createdMs: Math.floor(context.nowMs()),
    editedMs: 0,
  };
  return save(note, context, audit, "note.create");
}

async function change(id: string, context: ApiContext, audit: Audit): Promise<Note> {
  const { text } = readBody(changedNote, context, '{ "text": "The coupon ended at 14:30." }');
  const note = await findForChange(id, context);
  const editedMs = Math.floor(context.nowMs());
  return save({ ...note, version: note.version + 1, text, editedMs }, context, audit, "note.change");
}

async function remove(id: string, context: ApiContext, audit: Audit): Promise<Note> {
  const note = await findForChange(id, context);
  await audit.change(entryOf(note, "note.delete", context), async () => notesOf(context).remove(id));
  return toNote(note, callerOf(context));
}

async function save(
  note: StoredNote,
  context: ApiContext,
  audit: Audit,
  action: "note.create" | "note.change",
): Promise<Note> {
  await audit.change(entryOf(note, action, context), async () => notesOf(context).save(note));
  return toNote(note, callerOf(context));
}

/** The audit log has no text: it may name people, and the log is not changed. */
function entryOf(note: StoredNote, action: string, context: ApiContext): AuditNote {
  const { id: target, kind, subject, version } = note;
  return noteOf(context, { action, target, details: { kind, subject, version } });
}

/** The note, in the version that the caller has read. */
async function findForChange(id: string, context: ApiContext): Promise<StoredNote> {
  const version = versionOf(context);
  const [row] = await runLatest<NoteRow>(context, "notes", { id, limit: 1 });
  if (row === undefined)
    throw new ProblemError(
      "NOTE_UNKNOWN",
      `There is no note \`${id}\`.`,
      "See `/api/notes` for existing ones: it may have been deleted.",
    );
  const note = toStored(row);
  if (!mayChange(note, callerOf(context)))
    throw new ProblemError(
      "NOTE_NOT_OWN",
      `The note \`${id}\` is of \`${note.author}\`.`,
      "Its author changes it, or a user with the scope `admin`.",
    );
  if (note.version !== version)
    throw new ProblemError(
      "NOTE_CHANGED",
      `The note \`${id}\` has changed since it was read.`,
      "Read it again, and repeat your change.",
    );
  return note;
}

function checkSubject(
  { kind, subject }: { kind: NoteKind; subject: string },
  fromMs: number,
  toMs: number,
): void {
  if ((subject === "") !== (kind === "range"))
    throw badBody(
      kind === "range"
        ? "a time range has no `subject`"
        : `\`subject\` is missing, and the kind is \`${kind}\``,
    );
  if (fromMs > toMs) throw badBody("`from` is later than `to`");
}

function readInstant(name: string, expression: string, { nowMs }: ApiContext): number {
  const ns = parseTime(expression, BigInt(Math.floor(nowMs())) * 1_000_000n);
  if (ns === undefined) throw badBody(`\`${name}\` is not a time: \`${expression}\``);
  return Number(ns / 1_000_000n);
}

function badBody(what: string): ProblemError {
  return new ProblemError(
    "BAD_BODY",
    `Cannot use the note: ${what}.`,
    `Send for example \`${example}\` as JSON.`,
  );
}

/** Sees what was saved before, though replicas lag. */
async function runLatest<Row>(
  context: ApiContext,
  name: "notes" | "note-count",
  params: QueryParams,
): Promise<Row[]> {
  return context.queries.run<Row>(name, params, { signal: context.signal, isLatest: true });
}

function notesOf({ notes }: ApiContext): NoteStore {
  if (notes === undefined) throw new Error("notes need the notes of the store");
  return notes;
}

function toStored(row: NoteRow): StoredNote {
  return {
    id: row.noteId,
    version: Number(row.newest),
    kind: row.noteKind,
    subject: row.noteSubject,
    fromMs: Number(row.fromMs),
    toMs: Number(row.toMs),
    path: row.notePath,
    search: row.noteSearch,
    text: row.noteText,
    author: row.noteAuthor,
    authorId: row.authorId,
    createdMs: Number(row.createdMs),
    editedMs: Number(row.editedMs),
  };
}

function mayChange({ authorId }: StoredNote, caller: Principal): boolean {
  return caller.scope === "admin" || (permits(caller.scope, "alerts") && isOwn(authorId, caller));
}

function toNote(stored: StoredNote, caller: Principal): Note {
  const { fromMs, toMs, createdMs, editedMs, authorId: _, ...note } = stored;
  return {
    ...note,
    kind: note.kind as NoteKind,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    created: new Date(createdMs).toISOString(),
    edited: editedMs === 0 ? null : new Date(editedMs).toISOString(),
    mayChange: mayChange(stored, caller),
  };
}
