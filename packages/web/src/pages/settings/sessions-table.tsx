// Sessions of browsers that are open, newest first. An operator ends one here; those that are over are in the audit log.
import { type SessionInfo, sessionsPath } from "contract";
import type { JSX } from "react";

import { endSession } from "../../data/access.ts";
import { Time } from "../../ui/time.tsx";
import { ConfirmButton } from "./confirm-button.tsx";

const ways = { token: "Token", oidc: "Provider" } as const;

export function SessionsTable({ sessions }: { readonly sessions: readonly SessionInfo[] }): JSX.Element {
  const active = sessions.filter(({ state }) => state === "active");
  if (active.length === 0) return <p className="dim">No open sessions. A login in a browser opens one.</p>;
  const hasTenants = active.some(({ tenant }) => tenant !== "");
  return (
    <div className="scroll-x">
      <table className="table still">
        <thead>
          <tr>
            <th>Name</th>
            <th>Scope</th>
            {hasTenants && <th className="hide-p">Tenant</th>}
            <th className="hide-p">Login</th>
            <th className="hide-p">Since</th>
            <th className="hide-p">Expires</th>
            <th aria-label="Actions" />
          </tr>
        </thead>
        <tbody>
          {active.map(({ id, name, scope, tenant, via, created, expires, isOwn }) => (
            <tr key={id}>
              <td title={id}>
                {name}
                {isOwn && <span className="dim"> (you)</span>}
              </td>
              <td>{scope}</td>
              {hasTenants && <td className="mono hide-p">{tenant}</td>}
              <td className="dim hide-p">{ways[via]}</td>
              <td className="dim hide-p">
                <Time at={created} />
              </td>
              <td className="dim hide-p">
                <Time at={expires} />
              </td>
              <td className="num">
                <ConfirmButton verb="End" name={name} act={() => endSession(id)} changes={sessionsPath} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
