// The tokens, newest first. Revoking needs a second click, because it cannot be undone.
import type { TokenInfo } from "contract";
import type { JSX } from "react";

import { revokeToken } from "../../data/access.ts";
import { classes } from "../../ui/classes.ts";
import { ConfirmButton } from "../../ui/confirm-button.tsx";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import css from "./access.module.css";

const kinds = { active: "ok", expired: "off", revoked: "off" } as const;
const dim = ui.text["dim"];

/** Of the table. */
export const tokenColumns: readonly Column<TokenInfo>[] = [
  { label: "Name", title: ({ id }) => id, cell: ({ name }) => name, csv: ({ name }) => name },
  { label: "Scope", cell: ({ scope }) => scope, csv: ({ scope }) => scope },
  {
    label: "Tenant",
    hide: "phone",
    cellClass: classes(ui.text["mono"], css["long"]),
    cell: ({ tenant }) => tenant,
    csv: ({ tenant }) => tenant,
  },
  {
    label: "State",
    cell: ({ state }) => <Status kind={kinds[state]}>{state}</Status>,
    csv: ({ state }) => state,
  },
  {
    label: "Created",
    hide: "phone",
    cellClass: dim,
    cell: ({ created }) => <Time at={created} />,
    csv: ({ created }) => created,
  },
  {
    label: "By",
    hide: "phone",
    cellClass: dim,
    cell: ({ createdBy }) => createdBy,
    csv: ({ createdBy }) => createdBy,
  },
  {
    label: "Expires",
    hide: "phone",
    cellClass: dim,
    cell: ({ expires }) => (expires === null ? "never" : <Time at={expires} />),
    csv: ({ expires }) => expires,
  },
  {
    label: "Actions",
    isQuiet: true,
    isFigure: true,
    cell: ({ id, name, state }) =>
      state === "active" && (
        <ConfirmButton verb="Revoke" name={name} act={() => revokeToken(id)} changes="/api/tokens" />
      ),
  },
];

export function TokensTable({
  tokens,
  truncated,
}: {
  readonly tokens: readonly TokenInfo[];
  readonly truncated: number | boolean;
}): JSX.Element {
  const hasTenants = tokens.some(({ tenant }) => tenant !== "");
  return (
    <List
      label="Tokens"
      isOfNow
      truncated={truncated}
      columns={tokenColumns.filter(({ label }) => hasTenants || label !== "Tenant")}
      rows={tokens}
      keyOf={({ id }) => id}
      empty={<p className={dim}>No tokens yet. Create one above.</p>}
    />
  );
}
