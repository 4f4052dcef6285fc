// The tokens there are, newest first. Revoking asks once more: it cannot be taken back.
import { Table } from "@mantine/core";
import type { TokenInfo } from "contract";
import type { JSX } from "react";

import { revokeToken } from "../../data/access.ts";
import { Status } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";
import { ConfirmButton } from "./confirm-button.tsx";

const kinds = { active: "ok", expired: "off", revoked: "off" } as const;

export function TokensTable({ tokens }: { readonly tokens: readonly TokenInfo[] }): JSX.Element {
  if (tokens.length === 0) return <p className="dim">No tokens yet. Create one above.</p>;
  const hasTenants = tokens.some(({ tenant }) => tenant !== "");
  return (
    <div className="scroll-x">
      <Table className="table still">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>Scope</Table.Th>
            {hasTenants && <Table.Th className="hide-p">Tenant</Table.Th>}
            <Table.Th>State</Table.Th>
            <Table.Th className="hide-p">Created</Table.Th>
            <Table.Th className="hide-p">By</Table.Th>
            <Table.Th className="hide-p">Expires</Table.Th>
            <Table.Th aria-label="Actions" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tokens.map(({ id, name, scope, tenant, state, created, createdBy, expires }) => (
            <Table.Tr key={id}>
              <Table.Td title={id}>{name}</Table.Td>
              <Table.Td>{scope}</Table.Td>
              {hasTenants && <Table.Td className="mono hide-p">{tenant}</Table.Td>}
              <Table.Td>
                <Status kind={kinds[state]}>{state}</Status>
              </Table.Td>
              <Table.Td className="dim hide-p">
                <Time at={created} />
              </Table.Td>
              <Table.Td className="dim hide-p">{createdBy}</Table.Td>
              <Table.Td className="dim hide-p">{expires === null ? "never" : <Time at={expires} />}</Table.Td>
              <Table.Td className="num">
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
