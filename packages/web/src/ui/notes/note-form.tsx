// The text of a note, while it is written or edited.
import { useState, type FormEvent, type JSX, type KeyboardEvent } from "react";

import { LeaveQuestion } from "../leave-question.tsx";
import { commandKey } from "../shell/command-key.ts";
import { ui } from "../styles.ts";
import css from "./notes.module.css";

/** As in the contract; the server decides. */
const maxText = 2_000;

export interface NoteFormProps {
  /** The accessible name of the field. */
  readonly label: string;
  readonly text?: string;
  /** What the note is about, in a few words. */
  readonly about?: string;
  readonly isBusy: boolean;
  readonly onSave: (text: string) => void;
  readonly onCancel: () => void;
}

export function NoteForm({ label, text = "", about, isBusy, onSave, onCancel }: NoteFormProps): JSX.Element {
  const [typed, setTyped] = useState(text);
  const isReady = typed.trim() !== "" && typed.trim() !== text && !isBusy;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isReady) onSave(typed.trim());
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) submit(event);
    if (event.key === "Escape") {
      event.stopPropagation();
      onCancel();
    }
  };
  return (
    <form className={css["form"]} onSubmit={submit}>
      <LeaveQuestion name="the note" draft={typed} />
      <textarea
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the user has just asked to type here
        autoFocus
        aria-label={label}
        rows={3}
        maxLength={maxText}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={onKey}
      />
      <div className={css["buttons"]}>
        {about !== undefined && <span className={ui.text["dim"]}>{about}</span>}
        <button type="button" className={ui.button["quiet"]} onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" className={ui.button["primary"]} disabled={!isReady} title={`${commandKey} ↵`}>
          Save note
        </button>
      </div>
    </form>
  );
}
