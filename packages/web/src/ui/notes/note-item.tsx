// One note: its text, author and time, and for those who may change it how to edit and delete it.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Note } from "contract";
import { useState, type JSX } from "react";

import { toProblem } from "../../data/api-error.ts";
import { changeNote, deleteNote } from "../../data/notes.ts";
import { exactTime, formatTime } from "../../lib/time.ts";
import { AddressLink } from "../address-link.tsx";
import { ConfirmButton } from "../confirm-button.tsx";
import { Status } from "../status.tsx";
import { ui } from "../styles.ts";
import { Time } from "../time.tsx";
import { NoteForm } from "./note-form.tsx";
import css from "./notes.module.css";

export interface NoteItemProps {
  readonly note: Note;
  /** What the note is about, as a link to its page; absent on that page. */
  readonly place?: string;
}

export function NoteItem({ note, place }: NoteItemProps): JSX.Element {
  const client = useQueryClient();
  // As it was read when editing began: a later version is not overwritten.
  const [edited, setEdited] = useState<Note | undefined>();
  const stop = (): void => setEdited(undefined);
  const change = useMutation({
    mutationFn: async ({ base, text }: { readonly base: Note; readonly text: string }) =>
      changeNote(base, text),
    onSuccess: stop,
    onSettled: async () => client.invalidateQueries({ queryKey: ["/api/notes"] }),
  });
  const short = note.text.slice(0, 40);
  return (
    <li className={css["note"]}>
      {edited === undefined ? (
        <p className={css["text"]}>{note.text}</p>
      ) : (
        <NoteForm
          label="Text of the note"
          text={edited.text}
          isBusy={change.isPending}
          onSave={(text) => change.mutate({ base: edited, text })}
          onCancel={stop}
        />
      )}
      <div className={css["by"]}>
        <b>{note.author}</b>
        <Time at={note.created} />
        {note.edited !== null && (
          <span title={`Edited ${exactTime(note.edited)}`}>edited {formatTime(note.edited)}</span>
        )}
        {place !== undefined && (
          <AddressLink to={note.path + note.search} className={ui.text["link"]}>
            {place}
          </AddressLink>
        )}
        {note.mayChange && edited === undefined && (
          <span className={css["actions"]}>
            <button
              type="button"
              className={ui.button["quiet"]}
              aria-label={`Edit note: ${short}`}
              onClick={() => setEdited(note)}
            >
              Edit
            </button>
            <ConfirmButton
              verb="Delete"
              name={`note: ${short}`}
              act={async () => deleteNote(note)}
              changes="/api/notes"
            />
          </span>
        )}
      </div>
      {change.isError && (
        <p role="alert">
          <Status kind="error">{toProblem(change.error).message}</Status> {toProblem(change.error).fix}
        </p>
      )}
    </li>
  );
}
