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
  { label: "Name", title: ({ id }) => id, cell: ({ name }) => name },
  { label: "Scope", cell: ({ scope }) => scope },
  {
    label: "Tenant",
    hide: "phone",
    cellClass: classes(ui.text["mono"], css["long"]),
    cell: ({ tenant }) => tenant,
  },
  { label: "State", cell: ({ state }) => <Status kind={kinds[state]}>{state}</Status> },
  { label: "Created", hide: "phone", cellClass: dim, cell: ({ created }) => <Time at={created} /> },
  { label: "By", hide: "phone", cellClass: dim, cell: ({ createdBy }) => createdBy },
  {
    label: "Expires",
    hide: "phone",
    cellClass: dim,
    cell: ({ expires }) => (expires === null ? "never" : <Time at={expires} />),
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

export function TokensTable({ tokens }: { readonly tokens: readonly TokenInfo[] }): JSX.Element {
  const hasTenants = tokens.some(({ tenant }) => tenant !== "");
  return (
    <List
      label="Tokens"
      columns={tokenColumns.filter(({ label }) => hasTenants || label !== "Tenant")}
      rows={tokens}
      keyOf={({ id }) => id}
      empty={<p className={dim}>No tokens yet. Create one above.</p>}
    />
  );
}
