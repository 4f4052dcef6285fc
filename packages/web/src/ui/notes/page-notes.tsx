// Notes below the head of a page: those on what the page shows, and the form for another one.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import type { Note, NoteKind } from "contract";
import { useState, type JSX } from "react";

import { toProblem } from "../../data/api-error.ts";
import { createNote } from "../../data/notes.ts";
import { withFixedRange, type NoteSubject } from "../../lib/note-subject.ts";
import { formatSpan, formatTime } from "../../lib/time.ts";
import { resolveRange } from "../../lib/time-range.ts";
import { useAddressPath } from "../../state/address.ts";
import { useScope } from "../../state/scope.ts";
import { Status } from "../status.tsx";
import { ui } from "../styles.ts";
import { NoteForm } from "./note-form.tsx";
import { NoteItem } from "./note-item.tsx";
import css from "./notes.module.css";

/** The time of what a page shows, where it is not the range in the address. */
export interface NoteTime {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface PageNotesProps {
  readonly about: NoteSubject;
  readonly notes: readonly Note[];
  readonly isWriting: boolean;
  readonly time: NoteTime | undefined;
  readonly onWritten: () => void;
}

const shownAtFirst = 3;

export function PageNotes(props: PageNotesProps): JSX.Element | null {
  const { notes, isWriting } = props;
  const [isOpen, setOpen] = useState(false);
  if (notes.length === 0 && !isWriting) return null;
  const shown = isOpen ? notes : notes.slice(0, shownAtFirst);
  return (
    <section className={css["notes"]} aria-label="Notes">
      {isWriting && <NewNote {...props} />}
      {shown.length > 0 && (
        <ul>
          {shown.map((note) => (
            <NoteItem key={note.id} note={note} />
          ))}
        </ul>
      )}
      {notes.length > shownAtFirst && (
        <button
          type="button"
          className={ui.text["link"]}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? "Fewer notes" : `${notes.length - shownAtFirst} more`}
        </button>
      )}
    </section>
  );
}

function NewNote({ about, time, onWritten }: PageNotesProps): JSX.Element {
  const { searchStr } = useLocation();
  const path = useAddressPath();
  const { range } = useScope();
  const client = useQueryClient();
  // The time that was on the page when the note was begun.
  const [{ fromMs, toMs }] = useState(() => time ?? resolveRange(range));
  const save = useMutation({
    mutationFn: async (text: string) =>
      createNote({
        ...about,
        from: new Date(fromMs).toISOString(),
        to: new Date(toMs).toISOString(),
        path,
        search: time === undefined ? withFixedRange(searchStr, fromMs, toMs) : searchStr,
        text,
      }),
    onSuccess: async () => {
      onWritten();
      await client.invalidateQueries({ queryKey: ["/api/notes"] });
    },
  });
  const when = toMs - fromMs < 60_000 ? formatTime(fromMs) : formatSpan(fromMs, toMs);
  return (
    <>
      <NoteForm
        label="Text of the note"
        about={`On ${kindWords[about.kind]} ${when}. Everyone who reads this console sees it.`}
        isBusy={save.isPending}
        onSave={(text) => save.mutate(text)}
        onCancel={onWritten}
      />
      {save.isError && (
        <p role="alert">
          <Status kind="error">{toProblem(save.error).message}</Status> {toProblem(save.error).fix}
        </p>
      )}
    </>
  );
}

const kindWords: Readonly<Record<NoteKind, string>> = {
  range: "the time",
  trace: "this trace of",
  error: "this error,",
  funnel: "this funnel,",
  dashboard: "this dashboard,",
};
