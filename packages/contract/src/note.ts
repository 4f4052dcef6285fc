// Notes of people on a time range, a trace, an error group, a funnel or a dashboard.
import { z } from "zod";
import { oneOf, pageFields, rangeFields, text } from "./fields.ts";
import { pageOf } from "./query.ts";
import type { Body, In, Out, Routes } from "./route.ts";
import { newView } from "./view.ts";

/** How many notes a tenant may have. */
export const maxNotes = 5_000;

/** Longest text of a note, in characters. */
export const maxNoteText = 2_000;

export const noteKind = z
  .enum(["range", "trace", "error", "funnel", "dashboard"])
  .meta({ id: "NoteKind", description: "What a note is about." });
export type NoteKind = Out<typeof noteKind>;

const noteText = z
  .string()
  .trim()
  .min(1)
  .max(maxNoteText)
  .describe(`Plain text, 1 to ${maxNoteText.toLocaleString("en")} characters.`);

const { path, search } = newView.shape;

export const newNote = z
  .strictObject({
    kind: noteKind,
    subject: z
      .string()
      .max(400)
      .default("")
      .describe(
        "Id of the trace or dashboard, fingerprint of the error group, name of the funnel; none for a range.",
      ),
    from: z.string().max(100).describe("Begin of the time that it is about: ISO 8601, or relative to now."),
    to: z.string().max(100).describe("End of that time; the same as `from` for a moment."),
    path,
    search: search.default(""),
    text: noteText,
  })
  .meta({ id: "NewNote" });
export type NewNote = Body<typeof newNote>;

export const changedNote = z.strictObject({ text: noteText }).meta({ id: "ChangedNote" });
export type ChangedNote = Body<typeof changedNote>;

export const note = z
  .object({
    id: z.string(),
    version: z.number().describe('Send it as `If-Match` with a change: `"3"`.'),
    kind: noteKind,
    subject: z.string(),
    from: z.string(),
    to: z.string(),
    path: z.string().describe("Path of the page that it was written on."),
    search: z.string().describe("Search of its address."),
    text: z.string().describe("Plain text."),
    author: z
      .string()
      .describe(
        "Name of the token or person who wrote it. For display: `(token)` follows the name of a token, and `(not verified)` one that the login provider does not vouch for.",
      ),
    created: z.string(),
    edited: z.string().nullable().describe("`null`: never."),
    mayChange: z.boolean().describe("Whether the caller may edit and delete it: its author, and `admin`."),
  })
  .meta({ id: "Note" });
export type Note = Out<typeof note>;

export const notesResult = z
  .object({
    ...pageOf(note),
    mayAdd: z.boolean().describe("Whether the caller may write notes."),
  })
  .meta({ id: "NotesResult", description: "The latest time first." });
export type NotesResult = Out<typeof notesResult>;

const notesQuery = {
  from: rangeFields.from.describe("As in other routes. Absent: notes of any time."),
  to: rangeFields.to,
  ...pageFields,
  kind: oneOf(...noteKind.options),
  subject: text,
  path: text.describe("Path of the page that they were written on."),
};
export type NotesQuery = In<typeof notesQuery>;

const changes =
  "For its author and the scope `admin`. The header `If-Match` carries the `version` that was read, in quotes: 428 without it, 412 when the note has changed since. Written to the audit log, without the text.";

export const noteRoutes = {
  "GET /api/notes": {
    summary: "Lists notes whose time overlaps the range.",
    query: notesQuery,
    result: notesResult,
  },
  "POST /api/notes": {
    summary: "Adds a note.",
    description: `A tenant has at most ${maxNotes.toLocaleString("en")} notes. Written to the audit log, without the text.`,
    access: "alerts",
    body: newNote,
    result: note,
  },
  "PUT /api/notes/:id": {
    summary: "Changes the text of a note.",
    description: changes,
    access: "alerts",
    body: changedNote,
    result: note,
  },
  "DELETE /api/notes/:id": {
    summary: "Deletes a note.",
    description: changes,
    access: "alerts",
    result: note,
  },
} satisfies Routes;
