// The tokens, newest first. Revoking needs a second click, because it cannot be undone.
import { Table } from "@mantine/core";
import type { TokenInfo } from "contract";
import type { JSX } from "react";

import { revokeToken } from "../../data/access.ts";
import { classes } from "../../ui/classes.ts";
import { Status } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";
import css from "./access.module.css";
import { ConfirmButton } from "../../ui/confirm-button.tsx";
import { ui } from "../../ui/styles.ts";

const kinds = { active: "ok", expired: "off", revoked: "off" } as const;

export function TokensTable({ tokens }: { readonly tokens: readonly TokenInfo[] }): JSX.Element {
  if (tokens.length === 0) return <p className={ui.text["dim"]}>No tokens yet. Create one above.</p>;
  const hasTenants = tokens.some(({ tenant }) => tenant !== "");
  return (
    <div className={ui.screen["scrollX"]}>
      <Table className={ui.table["still"]}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>Scope</Table.Th>
            {hasTenants && <Table.Th className={ui.screen["hidePhone"]}>Tenant</Table.Th>}
            <Table.Th>State</Table.Th>
            <Table.Th className={ui.screen["hidePhone"]}>Created</Table.Th>
            <Table.Th className={ui.screen["hidePhone"]}>By</Table.Th>
            <Table.Th className={ui.screen["hidePhone"]}>Expires</Table.Th>
            <Table.Th aria-label="Actions" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tokens.map(({ id, name, scope, tenant, state, created, createdBy, expires }) => (
            <Table.Tr key={id}>
              <Table.Td title={id}>{name}</Table.Td>
              <Table.Td>{scope}</Table.Td>
              {hasTenants && (
                <Table.Td className={classes(ui.text["mono"], ui.screen["hidePhone"], css["long"])}>
                  {tenant}
                </Table.Td>
              )}
              <Table.Td>
                <Status kind={kinds[state]}>{state}</Status>
              </Table.Td>
              <Table.Td className={classes(ui.text["dim"], ui.screen["hidePhone"])}>
                <Time at={created} />
              </Table.Td>
              <Table.Td className={classes(ui.text["dim"], ui.screen["hidePhone"])}>{createdBy}</Table.Td>
              <Table.Td className={classes(ui.text["dim"], ui.screen["hidePhone"])}>
                {expires === null ? "never" : <Time at={expires} />}
              </Table.Td>
              <Table.Td className={ui.table["num"]}>
                {state === "active" && (
                  <ConfirmButton
                    verb="Revoke"
                    name={name}
                    act={() => revokeToken(id)}
                    changes="/api/tokens"
                  />
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
