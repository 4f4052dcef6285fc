// Creates a token. It is shown once, to copy; the console stores only its hash.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { MadeToken, NewToken, Problem } from "contract";
import { useState, type ChangeEvent, type JSX } from "react";

import { makeToken } from "../../data/access.ts";
import { toProblem } from "../../data/api-error.ts";
import type { Endpoint } from "../../data/client.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Status } from "../../ui/status.tsx";
import css from "./new-token-form.module.css";
import { ui } from "../../ui/styles.ts";

const scopes: Readonly<Record<NewToken["scope"], string>> = {
  ingest: "ingest: send telemetry",
  read: "read: view data",
  alerts: "alerts: view data, change alert rules and silences",
  admin: "admin: everything",
};

type Wanted = Readonly<Record<"name" | "scope" | "tenant" | "days", string>>;

const empty: Wanted = { name: "", scope: "ingest", tenant: "", days: "" };

/** @param tenant of whoever creates the token; a token of a tenant belongs to the same tenant. */
export function NewTokenForm({ tenant: own }: { readonly tenant: string }): JSX.Element {
  const [wanted, setWanted] = useState(empty);
  const client = useQueryClient();
  const creating = useMutation({
    mutationFn: makeToken,
    onSuccess: async () => {
      setWanted((now) => ({ ...now, name: "" }));
      await client.invalidateQueries({ queryKey: ["/api/tokens" satisfies Endpoint] });
    },
  });
  return (
    <form
      className={css["form"]}
      onSubmit={(event) => {
        event.preventDefault();
        creating.mutate(toNewToken(wanted));
      }}
    >
      <Fields
        wanted={wanted}
        hasTenant={own === ""}
        onChange={(part) => setWanted((now) => ({ ...now, ...part }))}
      />
      <button type="submit" className={ui.button["primary"]} disabled={creating.isPending}>
        Create token
      </button>
      <div role="status" className={css["made"]}>
        {creating.isError && <Failed problem={toProblem(creating.error)} />}
        {creating.data !== undefined && <Created created={creating.data} />}
      </div>
    </form>
  );
}

function toNewToken({ name, scope, tenant, days }: Wanted): NewToken {
  return {
    name,
    scope: scope as NewToken["scope"],
    ...(tenant === "" ? {} : { tenant }),
    ...(days === "" ? {} : { expiresDays: Number(days) }),
  };
}

interface FieldsProps {
  readonly wanted: Wanted;
  readonly hasTenant: boolean;
  readonly onChange: (part: Partial<Wanted>) => void;
}

function Fields({ wanted, hasTenant, onChange }: FieldsProps): JSX.Element {
  const bound = (field: keyof Wanted) => ({
    value: wanted[field],
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLSelectElement>) =>
      onChange({ [field]: event.target.value }),
  });
  return (
    <>
      <label>
        <span>Name</span>
        <input aria-label="Name" required maxLength={100} placeholder="ci" {...bound("name")} />
      </label>
      <label>
        <span>Scope</span>
        <select aria-label="Scope" {...bound("scope")}>
          {Object.entries(scopes).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {hasTenant && (
        <label>
          <span>Tenant</span>
          <input
            aria-label="Tenant"
            pattern="[a-z0-9][a-z0-9_\-]{0,62}"
            title="a to z, 0 to 9, - and _"
            placeholder="none"
            {...bound("tenant")}
          />
        </label>
      )}
      <label>
        <span>Expires in days</span>
        <input
          aria-label="Expires in days"
          type="number"
          min={1}
          max={3650}
          placeholder="never"
          {...bound("days")}
        />
      </label>
    </>
  );
}

function Failed({ problem: { message, fix } }: { readonly problem: Problem }): JSX.Element {
  return <Status kind="error">{`${message} ${fix}`}</Status>;
}

function Created({ created: { info, token } }: { readonly created: MadeToken }): JSX.Element {
  return (
    <>
      <Status kind="ok">{`Created ${info.name}. Copy the token now, it is not shown again.`}</Status>
      <code className={ui.text["mono"]}>{token}</code>
      <CopyButton text={token} what="token" variant="button" />
    </>
  );
}
