// The tokens there are, newest first. Revoking asks once more: it cannot be taken back.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type TokenInfo, tokensPath } from "contract";
import { useState, type JSX } from "react";

import { revokeToken } from "../../data/access.ts";
import { toProblem } from "../../data/api-error.ts";
import { Status } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";

const kinds = { active: "ok", expired: "off", revoked: "off" } as const;

export function TokensTable({ tokens }: { readonly tokens: readonly TokenInfo[] }): JSX.Element {
  if (tokens.length === 0) return <p className="dim">None was made yet.</p>;
  const hasTenants = tokens.some(({ tenant }) => tenant !== "");
  return (
    <div className="scroll-x">
      <table className="table still">
        <thead>
          <tr>
            <th>Name</th>
            <th>Scope</th>
            {hasTenants && <th>Tenant</th>}
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
              {hasTenants && <td className="mono">{tenant}</td>}
              <td>
                <Status kind={kinds[state]}>{state}</Status>
              </td>
              <td className="dim hide-p">
                <Time at={created} />
              </td>
              <td className="dim hide-p">{createdBy}</td>
              <td className="dim hide-p">{expires === null ? "never" : <Time at={expires} />}</td>
              <td className="num">{state === "active" && <Revoke id={id} name={name} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Revoke({ id, name }: { readonly id: string; readonly name: string }): JSX.Element {
  const [asked, setAsked] = useState(false);
  const client = useQueryClient();
  const revoking = useMutation({
    mutationFn: () => revokeToken(id),
    onSuccess: async () => client.invalidateQueries({ queryKey: [tokensPath] }),
  });
  if (revoking.isError) return <Status kind="error">{toProblem(revoking.error).message}</Status>;
  return (
    <button
      type="button"
      className="btn quiet"
      aria-label={asked ? `Revoke ${name}, really` : `Revoke ${name}`}
      disabled={revoking.isPending}
      onBlur={() => setAsked(false)}
      onClick={() => (asked ? revoking.mutate() : setAsked(true))}
    >
      {asked ? "Really?" : "Revoke"}
    </button>
  );
}
