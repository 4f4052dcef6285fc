// Open sessions of browsers, newest first. Ended sessions are in the audit log.
import { Table } from "@mantine/core";
import type { SessionInfo } from "contract";
import type { JSX } from "react";

import { endSession } from "../../data/access.ts";
import { classes } from "../../ui/classes.ts";
import { Time } from "../../ui/time.tsx";
import css from "./access.module.css";
import { Actor } from "./actor.tsx";
import { ConfirmButton } from "../../ui/confirm-button.tsx";
import { ui } from "../../ui/styles.ts";

const ways = { token: "Token", oidc: "Provider" } as const;

export function SessionsTable({ sessions }: { readonly sessions: readonly SessionInfo[] }): JSX.Element {
  const active = sessions.filter(({ state }) => state === "active");
  if (active.length === 0)
    return <p className={ui.text["dim"]}>No open sessions. Logging in with a browser opens a session.</p>;
  const hasTenants = active.some(({ tenant }) => tenant !== "");
  return (
    <div className={ui.screen["scrollX"]}>
      <Table className={ui.table["still"]}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>Scope</Table.Th>
            {hasTenants && <Table.Th className={ui.screen["hidePhone"]}>Tenant</Table.Th>}
            <Table.Th className={ui.screen["hidePhone"]}>Login</Table.Th>
            <Table.Th className={ui.screen["hidePhone"]}>Since</Table.Th>
            <Table.Th className={ui.screen["hidePhone"]}>Expires</Table.Th>
            <Table.Th aria-label="Actions" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {active.map(({ id, name, identity, scope, tenant, via, created, expires, isOwn }) => (
            <Table.Tr key={id}>
              <Table.Td title={id}>
                {isOwn && <span className={ui.text["dim"]}>You: </span>}
                <Actor name={name} identity={identity} />
              </Table.Td>
              <Table.Td>{scope}</Table.Td>
              {hasTenants && (
                <Table.Td className={classes(ui.text["mono"], ui.screen["hidePhone"], css["long"])}>
                  {tenant}
                </Table.Td>
              )}
              <Table.Td className={classes(ui.text["dim"], ui.screen["hidePhone"])}>{ways[via]}</Table.Td>
              <Table.Td className={classes(ui.text["dim"], ui.screen["hidePhone"])}>
                <Time at={created} />
              </Table.Td>
              <Table.Td className={classes(ui.text["dim"], ui.screen["hidePhone"])}>
                <Time at={expires} />
              </Table.Td>
              <Table.Td className={ui.table["num"]}>
                <ConfirmButton verb="End" name={name} act={() => endSession(id)} changes="/api/sessions" />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
