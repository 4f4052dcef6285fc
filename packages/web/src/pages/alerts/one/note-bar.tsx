// What people do with an alert: acknowledge, assign, judge, comment. Those who may only read see what others did.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Alert, AlertNote, AlertResult, NewAlertNote } from "contract";
import { useState, type JSX } from "react";

import { toProblem } from "../../../data/api-error.ts";
import { addAlertNote } from "../../../data/alerts.ts";
import { classes } from "../../../ui/classes.ts";
import { hasAnomaly } from "../../../lib/rule-words.ts";
import { Status } from "../../../ui/status.tsx";
import { ui } from "../../../ui/styles.ts";
import { refreshAlerts } from "../parts/refresh-alerts.ts";
import css from "./note-bar.module.css";

/** Saves a note, then reads everything about alerts again. */
export function useAddNote(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (note: NewAlertNote) => addAlertNote(id, note),
    onSuccess: async () => refreshAlerts(client),
  });
}

export function NoteBar({ result }: { readonly result: AlertResult }): JSX.Element {
  const { alert, rule, notes, mayChange, history } = result;
  const adding = useAddNote(alert.id);
  return (
    <section className={css["bar"]} aria-label="Handling">
      <p>{handling(alert)}</p>
      {mayChange ? (
        <Changes
          alert={alert}
          judgement={judgementOf(notes, history.find(({ kind }) => kind === "firing")?.time)}
          hasFired={history.some(({ kind }) => kind === "firing")}
          hasLevel={alert.state === "firing" && hasAnomaly(rule?.content ?? {})}
          isAccepted={isAccepted(result)}
          isBusy={adding.isPending}
          onAdd={(note) => adding.mutate(note)}
        />
      ) : (
        <span className={ui.text["dim"]}>changes need the scope alerts</span>
      )}
      {adding.isError && (
        <p role="alert" className={css["failed"]}>
          <Status kind="error">{toProblem(adding.error).message}</Status> {toProblem(adding.error).fix}
        </p>
      )}
    </section>
  );
}

function handling({ acknowledgedBy, assignee, owner }: Alert): JSX.Element {
  const rest = [
    assignee === "" ? "not assigned" : `assigned to ${assignee}`,
    owner === "" ? "" : `owned by ${owner}`,
  ].filter((text) => text !== "");
  return (
    <>
      {acknowledgedBy === "" ? (
        <Status kind="off">not acknowledged</Status>
      ) : (
        <Status kind="ok">acknowledged by {acknowledgedBy}</Status>
      )}
      <span className={ui.text["dim"]}> · {rest.join(" · ")}</span>
    </>
  );
}

/** The last judgement of the last firing. */
function judgementOf(
  notes: readonly AlertNote[],
  firedAt: string | undefined,
): "useful" | "noise" | undefined {
  const last = notes.find(({ kind }) => kind === "useful" || kind === "noise");
  if (last === undefined || firedAt === undefined || last.time < firedAt) return undefined;
  return last.kind === "useful" ? "useful" : "noise";
}

/** Whether the level of this firing was accepted: the next evaluation ends the alert. */
const isAccepted = ({ alert: { since }, notes }: AlertResult): boolean =>
  notes.some((note) => note.kind === "accept" && note.since === since);

function Changes({
  alert: { state, since, acknowledgedBy, assignee },
  judgement,
  hasFired,
  hasLevel,
  isAccepted: isLevelAccepted,
  isBusy,
  onAdd,
}: {
  readonly alert: Alert;
  readonly judgement: "useful" | "noise" | undefined;
  readonly hasFired: boolean;
  readonly hasLevel: boolean;
  readonly isAccepted: boolean;
  readonly isBusy: boolean;
  readonly onAdd: (note: NewAlertNote) => void;
}): JSX.Element {
  return (
    <div className={css["changes"]}>
      {/* A new name from the server replaces what is typed. */}
      <Assignee key={assignee} assignee={assignee} onAssign={(text) => onAdd({ kind: "assign", text })} />
      {hasFired &&
        (["useful", "noise"] as const).map((kind) => (
          <button
            key={kind}
            type="button"
            className={ui.button["button"]}
            aria-pressed={judgement === kind}
            title={kind === "useful" ? "This alert was worth a message" : "This alert needed no person"}
            disabled={isBusy}
            onClick={() => onAdd({ kind })}
          >
            {kind === "useful" ? "Useful" : "Noise"}
          </button>
        ))}
      {hasLevel && (
        <button
          type="button"
          className={ui.button["button"]}
          title="The level is the usual one from now on, and the alert ends at the next evaluation"
          disabled={isBusy || isLevelAccepted}
          onClick={() => onAdd({ kind: "accept", since })}
        >
          {isLevelAccepted ? "Level accepted" : "Accept this level"}
        </button>
      )}
      {state !== "ok" && acknowledgedBy === "" && (
        <button
          type="button"
          className={ui.button["button"]}
          disabled={isBusy}
          onClick={() => onAdd({ kind: "acknowledge" })}
        >
          Acknowledge
        </button>
      )}
    </div>
  );
}

function Assignee({
  assignee,
  onAssign,
}: {
  readonly assignee: string;
  readonly onAssign: (assignee: string) => void;
}): JSX.Element {
  const [typed, setTyped] = useState(assignee);
  return (
    <form
      className={css["assignee"]}
      onSubmit={(event) => {
        event.preventDefault();
        onAssign(typed.trim());
      }}
    >
      <label className={classes(ui.field["field"], css["name"])}>
        <input
          aria-label="Assignee"
          placeholder="Assignee"
          maxLength={200}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </label>
      {typed.trim() !== assignee && (
        <button type="submit" className={ui.button["quiet"]}>
          {typed.trim() === "" ? "Unassign" : "Assign"}
        </button>
      )}
    </form>
  );
}
