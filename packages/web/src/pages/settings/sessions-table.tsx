// Open sessions of browsers, newest first. Ended sessions are in the audit log.
import type { SessionInfo } from "contract";
import type { JSX } from "react";

import { endSession } from "../../data/access.ts";
import { classes } from "../../ui/classes.ts";
import { ConfirmButton } from "../../ui/confirm-button.tsx";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import css from "./access.module.css";
import { Actor } from "./actor.tsx";

const ways = { token: "Token", oidc: "Provider" } as const;
const dim = ui.text["dim"];

/** Of the table. */
export const sessionColumns: readonly Column<SessionInfo>[] = [
  {
    label: "Name",
    title: ({ id }) => id,
    cell: ({ isOwn, name, identity }) => (
      <>
        {isOwn && <span className={dim}>You: </span>}
        <Actor name={name} identity={identity} />
      </>
    ),
    csv: ({ name }) => name,
  },
  { label: "Scope", cell: ({ scope }) => scope, csv: ({ scope }) => scope },
  {
    label: "Tenant",
    hide: "phone",
    cellClass: classes(ui.text["mono"], css["long"]),
    cell: ({ tenant }) => tenant,
    csv: ({ tenant }) => tenant,
  },
  {
    label: "Login",
    hide: "phone",
    cellClass: dim,
    cell: ({ via }) => ways[via],
    csv: ({ via }) => ways[via],
  },
  {
    label: "Since",
    hide: "phone",
    cellClass: dim,
    cell: ({ created }) => <Time at={created} />,
    csv: ({ created }) => created,
  },
  {
    label: "Expires",
    hide: "phone",
    cellClass: dim,
    cell: ({ expires }) => <Time at={expires} />,
    csv: ({ expires }) => expires,
  },
  {
    label: "Actions",
    isQuiet: true,
    isFigure: true,
    cell: ({ id, name }) => (
      <ConfirmButton verb="End" name={name} act={() => endSession(id)} changes="/api/sessions" />
    ),
  },
];

export function SessionsTable({
  sessions,
  truncated,
}: {
  readonly sessions: readonly SessionInfo[];
  readonly truncated: number | boolean;
}): JSX.Element {
  const active = sessions.filter(({ state }) => state === "active");
  const hasTenants = active.some(({ tenant }) => tenant !== "");
  return (
    <List
      label="Sessions"
      isOfNow
      truncated={truncated}
      columns={sessionColumns.filter(({ label }) => hasTenants || label !== "Tenant")}
      rows={active}
      keyOf={({ id }) => id}
      empty={<p className={dim}>No open sessions. Logging in with a browser opens a session.</p>}
    />
  );
}
