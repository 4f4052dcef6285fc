// Makes a token. It is shown once, for whoever asked to copy; the console keeps only its hash.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { NewToken } from "contract";
import { useState, type JSX } from "react";

import { makeToken } from "../../data/access.ts";
import { toProblem } from "../../data/api-error.ts";
import type { Endpoint } from "../../data/client.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Status } from "../../ui/status.tsx";
import css from "./new-token-form.module.css";

const scopes: Readonly<Record<NewToken["scope"], string>> = {
  ingest: "ingest: send telemetry",
  read: "read: view data",
  admin: "admin: everything",
};

/** @param tenant of who makes it: theirs is the token's, too. */
export function NewTokenForm({ tenant: own }: { readonly tenant: string }): JSX.Element {
  const [name, setName] = useState("");
  const [scope, setScope] = useState<NewToken["scope"]>("ingest");
  const [tenant, setTenant] = useState("");
  const [days, setDays] = useState("");
  const client = useQueryClient();
  const making = useMutation({
    mutationFn: makeToken,
    onSuccess: async () => {
      setName("");
      await client.invalidateQueries({ queryKey: ["/api/tokens" satisfies Endpoint] });
    },
  });
  const problem = making.isError ? toProblem(making.error) : undefined;
  return (
    <form
      className={css["form"]}
      onSubmit={(event) => {
        event.preventDefault();
        making.mutate({
          name,
          scope,
          ...(tenant === "" ? {} : { tenant }),
          ...(days === "" ? {} : { expiresDays: Number(days) }),
        });
      }}
    >
      <label>
        <span>Name</span>
        <input
          aria-label="Name"
          value={name}
          required
          maxLength={100}
          placeholder="ci"
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <label>
        <span>Scope</span>
        <select
          aria-label="Scope"
          value={scope}
          onChange={(event) => setScope(event.target.value as NewToken["scope"])}
        >
          {Object.entries(scopes).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {own === "" && (
        <label>
          <span>Tenant</span>
          <input
            aria-label="Tenant"
            value={tenant}
            pattern="[a-z0-9][a-z0-9_\-]{0,62}"
            title="a to z, 0 to 9, - and _"
            placeholder="none"
            onChange={(event) => setTenant(event.target.value)}
          />
        </label>
      )}
      <label>
        <span>Expires in days</span>
        <input
          aria-label="Expires in days"
          value={days}
          type="number"
          min={1}
          max={3650}
          placeholder="never"
          onChange={(event) => setDays(event.target.value)}
        />
      </label>
      <button type="submit" className="btn primary" disabled={making.isPending}>
        Create token
      </button>
      <div role="status" className={css["made"]}>
        {problem !== undefined && <Status kind="error">{`${problem.message} ${problem.fix}`}</Status>}
        {making.data !== undefined && (
          <>
            <Status kind="ok">{`Created ${making.data.info.name}. Copy the token now, it is not shown again.`}</Status>
            <code className="mono">{making.data.token}</code>
            <CopyButton text={making.data.token} what="token" variant="button" />
          </>
        )}
      </div>
    </form>
  );
}
