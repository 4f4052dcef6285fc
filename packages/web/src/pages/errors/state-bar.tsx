// The state of a group, and how to change it. Whoever may only read sees the state alone.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ErrorState, NewErrorState } from "contract";
import { useState, type JSX } from "react";

import { toProblem } from "../../data/api-error.ts";
import { changeErrorState } from "../../data/errors.ts";
import { useApi } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { formatTime } from "../../lib/time.ts";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./state-bar.module.css";
import { StateWord } from "./state-word.tsx";

export interface StateBarProps {
  readonly fingerprint: string;
  readonly state: ErrorState;
  /** Of the form of a new ticket, filled in; absent when Settings name no tracker. */
  readonly ticketUrl: string | undefined;
}

export function StateBar({ fingerprint, state, ticketUrl }: StateBarProps): JSX.Element {
  const session = useApi("/api/session", {}, { refresh: "still", part: "your rights" });
  const client = useQueryClient();
  const changing = useMutation({
    mutationFn: async (change: NewErrorState) => changeErrorState(fingerprint, change),
    onSuccess: async () =>
      client.invalidateQueries({
        predicate: ({ queryKey }) => String(queryKey[0]).startsWith("/api/errors"),
      }),
  });
  const mayChange = session.data?.scope === "admin";
  return (
    <section className={css["bar"]} aria-label="State">
      <p>
        <StateWord state={state} /> <span className={ui.text["dim"]}>{explain(state)}</span>
      </p>
      {ticketUrl !== undefined && (
        <a
          className={classes(ui.button["quiet"], css["ticket"])}
          href={ticketUrl}
          target="_blank"
          rel="noreferrer"
        >
          <Icon name="plus" />
          Create ticket
        </a>
      )}
      {mayChange ? (
        <Changes state={state} isBusy={changing.isPending} onChange={(change) => changing.mutate(change)} />
      ) : (
        session.data !== undefined && (
          <span className={ui.text["dim"]}>
            {state.assignee === "" ? "Not assigned" : `Assigned to ${state.assignee}`} · changes need the
            scope admin
          </span>
        )
      )}
      {changing.isError && (
        <p role="alert" className={css["failed"]}>
          <Status kind="error">{toProblem(changing.error).message}</Status> {toProblem(changing.error).fix}
        </p>
      )}
    </section>
  );
}

function Changes({
  state,
  isBusy,
  onChange,
}: {
  readonly state: ErrorState;
  readonly isBusy: boolean;
  readonly onChange: (change: NewErrorState) => void;
}): JSX.Element {
  const button = (label: string, change: NewErrorState): JSX.Element => (
    <button type="button" className={ui.button["button"]} disabled={isBusy} onClick={() => onChange(change)}>
      {label}
    </button>
  );
  return (
    <div className={css["changes"]}>
      {/* A new name from the server replaces what is typed. */}
      <Assignee
        key={state.assignee}
        assignee={state.assignee}
        onAssign={(assignee) => onChange({ assignee })}
      />
      {state.state === "open" ? (
        <>
          {button("Ignore until growth", { state: "ignored", until: "grows" })}
          {button("Ignore forever", { state: "ignored", until: "forever" })}
          {button("Resolve", { state: "resolved" })}
        </>
      ) : (
        button("Reopen", { state: "open" })
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

function explain({ state, reopened, reopenedIn, until, limit, since, by }: ErrorState): string {
  const when = since === "" ? "" : `${by === "" ? "" : `by ${by}, `}${formatTime(since)}`;
  if (reopened && until === "grows") return `had more than ${formatCount(limit)} errors within a day`;
  if (reopened) return reopenedIn === "" ? "occurred after it was resolved" : `occurred in ${reopenedIn}`;
  if (state === "resolved") return `${when} · opens with an error in another version`;
  if (state === "ignored")
    return until === "forever"
      ? `${when} · forever`
      : `${when} · until more than ${formatCount(limit)} errors within a day`;
  return when;
}
