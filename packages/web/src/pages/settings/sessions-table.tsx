// Sessions of browsers that are open, newest first. An operator ends one here; those that are over are in the audit log.
import { Table } from "@mantine/core";
import type { SessionInfo } from "contract";
import type { JSX } from "react";

import { endSession } from "../../data/access.ts";
import { Time } from "../../ui/time.tsx";
import { ConfirmButton } from "./confirm-button.tsx";

const ways = { token: "Token", oidc: "Provider" } as const;

export function SessionsTable({ sessions }: { readonly sessions: readonly SessionInfo[] }): JSX.Element {
  const active = sessions.filter(({ state }) => state === "active");
  if (active.length === 0)
    return <p className="dim">No open sessions. Logging in with a browser opens a session.</p>;
  const hasTenants = active.some(({ tenant }) => tenant !== "");
  return (
    <div className="scroll-x">
      <Table className="table still">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>Scope</Table.Th>
            {hasTenants && <Table.Th className="hide-p">Tenant</Table.Th>}
            <Table.Th className="hide-p">Login</Table.Th>
            <Table.Th className="hide-p">Since</Table.Th>
            <Table.Th className="hide-p">Expires</Table.Th>
            <Table.Th aria-label="Actions" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {active.map(({ id, name, scope, tenant, via, created, expires, isOwn }) => (
            <Table.Tr key={id}>
              <Table.Td title={id}>
                {name}
                {isOwn && <span className="dim"> (you)</span>}
              </Table.Td>
              <Table.Td>{scope}</Table.Td>
              {hasTenants && <Table.Td className="mono hide-p">{tenant}</Table.Td>}
              <Table.Td className="dim hide-p">{ways[via]}</Table.Td>
              <Table.Td className="dim hide-p">
                <Time at={created} />
              </Table.Td>
              <Table.Td className="dim hide-p">
                <Time at={expires} />
              </Table.Td>
              <Table.Td className="num">
                <ConfirmButton verb="End" name={name} act={() => endSession(id)} changes="/api/sessions" />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
