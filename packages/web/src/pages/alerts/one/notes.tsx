// Comments and other notes of people, the latest first, and a field for a comment.
import type { AlertNote, AlertResult } from "contract";
import { useState, type JSX } from "react";

import { toProblem } from "../../../data/api-error.ts";
import { LeaveQuestion } from "../../../ui/leave-question.tsx";
import { Status } from "../../../ui/status.tsx";
import { ui } from "../../../ui/styles.ts";
import { Time } from "../../../ui/time.tsx";
import { useAddNote } from "./note-bar.tsx";
import css from "./notes.module.css";

const did: Readonly<Record<AlertNote["kind"], string>> = {
  acknowledge: "acknowledged",
  assign: "assigned to",
  comment: "",
  useful: "marked as useful",
  noise: "marked as noise",
  accept: "accepted the level",
};

export function Notes({ result }: { readonly result: AlertResult }): JSX.Element {
  const { alert, notes, mayChange } = result;
  return (
    <section className={ui.section["section"]} aria-label="Comments">
      <header>
        <h2>Comments</h2>
      </header>
      {mayChange && <CommentForm id={alert.id} />}
      {notes.length === 0 && <p className={css["none"]}>No comment yet.</p>}
      <ol className={css["notes"]}>
        {notes.map(({ id, time, author, kind, text }) => (
          <li key={id}>
            <p className={ui.text["dim"]}>
              <b>{author}</b> {kind === "assign" && text === "" ? "removed the assignee" : did[kind]}{" "}
              {kind === "assign" && text} <Time at={time} />
            </p>
            {kind !== "assign" && text !== "" && <p className={css["text"]}>{text}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}

function CommentForm({ id }: { readonly id: string }): JSX.Element {
  const [text, setText] = useState("");
  const adding = useAddNote(id);
  return (
    <form
      className={css["form"]}
      onSubmit={(event) => {
        event.preventDefault();
        adding.mutate({ kind: "comment", text: text.trim() }, { onSuccess: () => setText("") });
      }}
    >
      <LeaveQuestion name="the comment" draft={text.trim()} />
      <textarea
        aria-label="Comment"
        placeholder="Comment"
        rows={2}
        maxLength={2000}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {text.trim() !== "" && (
        <button type="submit" className={ui.button["button"]} disabled={adding.isPending}>
          Comment
        </button>
      )}
      {adding.isError && <Status kind="error">{toProblem(adding.error).message}</Status>}
    </form>
  );
}
