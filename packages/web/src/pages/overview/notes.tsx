// The notes of the range, for the overview. Hidden without notes.
import type { Note } from "contract";
import type { JSX } from "react";

import { decoded } from "../../lib/note-subject.ts";

import { classes } from "../../ui/classes.ts";
import { NoteItem } from "../../ui/notes/note-item.tsx";
import { useNotesOfRange } from "../../ui/notes/use-notes.ts";
import { ui } from "../../ui/styles.ts";
import css from "./notes.module.css";

const most = 6;

export function Notes(): JSX.Element | null {
  const notes = (useNotesOfRange() ?? []).filter(({ path }) => path !== "/");
  if (notes.length === 0) return null;
  return (
    <section className={ui.section["section"]} aria-label="Notes of other pages">
      <header>
        <h2>Notes</h2>
        <span className={classes(ui.text["dim"], ui.section["end"])}>
          {notes.length > most ? `the latest ${most} of ${notes.length}` : "latest first"}
        </span>
      </header>
      <ul className={css["notes"]}>
        {notes.slice(0, most).map((note) => (
          <NoteItem key={note.id} note={note} place={placeOf(note)} />
        ))}
      </ul>
    </section>
  );
}

function placeOf({ kind, subject, path }: Note): string {
  if (kind === "range") return `on ${decoded(path.slice(1))}`;
  return kind === "trace" || kind === "error" ? `on ${kind} ${subject.slice(0, 8)}` : `on ${kind} ${subject}`;
}
