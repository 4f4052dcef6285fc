// The tokens there are, newest first. Revoking asks once more: it cannot be taken back.
import { type TokenInfo, tokensPath } from "contract";
import type { JSX } from "react";

import { revokeToken } from "../../data/access.ts";
import { Status } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";
import { ConfirmButton } from "./confirm-button.tsx";

const kinds = { active: "ok", expired: "off", revoked: "off" } as const;

export function TokensTable({ tokens }: { readonly tokens: readonly TokenInfo[] }): JSX.Element {
  if (tokens.length === 0) return <p className="dim">No tokens yet. Make one above.</p>;
  const hasTenants = tokens.some(({ tenant }) => tenant !== "");
  return (
    <div className="scroll-x">
      <table className="table still">
        <thead>
          <tr>
            <th>Name</th>
            <th>Scope</th>
            {hasTenants && <th className="hide-p">Tenant</th>}
            <th>State</th>
            <th className="hide-p">Made</th>
            <th className="hide-p">By</th>
            <th className="hide-p">Ends</th>
            <th aria-label="Actions" />
          </tr>
        </thead>
        <tbody>
          {tokens.map(({ id, name, scope, tenant, state, created, createdBy, expires }) => (
            <tr key={id}>
              <td title={id}>{name}</td>
              <td>{scope}</td>
              {hasTenants && <td className="mono hide-p">{tenant}</td>}
              <td>
                <Status kind={kinds[state]}>{state}</Status>
              </td>
              <td className="dim hide-p">
                <Time at={created} />
              </td>
              <td className="dim hide-p">{createdBy}</td>
              <td className="dim hide-p">{expires === null ? "never" : <Time at={expires} />}</td>
              <td className="num">
                {state === "active" && (
                  <ConfirmButton verb="Revoke" name={name} act={() => revokeToken(id)} changes={tokensPath} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
