// Access: your own login, tokens, and open sessions.
import type { SessionResult } from "contract";
import { useState, type JSX } from "react";

import { toProblem } from "../../data/api-error.ts";
import { logOut } from "../../data/access.ts";
import { useApi } from "../../data/use-api.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { classes } from "../../ui/classes.ts";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { Status } from "../../ui/status.tsx";
import css from "./access.module.css";
import { NewTokenForm } from "./new-token-form.tsx";
import { sessionColumns, SessionsTable } from "./sessions-table.tsx";
import { tokenColumns, TokensTable } from "./tokens-table.tsx";
import { ui } from "../../ui/styles.ts";

export function AccessSection(): JSX.Element {
  const session = useApi("/api/session", {}, { refresh: "still" });
  return (
    <div className={css["section"]}>
      <QueryView
        query={session}
        skeleton={<ListSkeleton columns={[{ label: "Name" }, { label: "Scope" }]} rows={1} />}
      >
        {(who) => (
          <>
            <Who session={who} />
            {who.scope === "admin" ? (
              <Access tenant={who.tenant} />
            ) : (
              <p className={ui.text["dim"]}>To manage tokens and sessions, you need the scope admin.</p>
            )}
          </>
        )}
      </QueryView>
    </div>
  );
}

function Who({
  session: { required, name, scope, tenant, hasSession },
}: {
  readonly session: SessionResult;
}): JSX.Element {
  const [problem, setProblem] = useState("");
  if (!required)
    return (
      <p className={css["who"]}>
        <Status kind="off">Authentication is off</Status>
        <span className={ui.text["dim"]}>
          The console listens on this machine only. To require a token, start it with --token-file.
        </span>
      </p>
    );
  return (
    <p className={css["who"]}>
      <span>
        You are <b>{name}</b>, with the scope <b>{scope}</b>
        {tenant !== "" && (
          <>
            {" "}
            of the tenant <b>{tenant}</b>
          </>
        )}
      </span>
      {hasSession && (
        <button
          type="button"
          className={ui.button["button"]}
          onClick={() => void logOut().catch((error: unknown) => setProblem(toProblem(error).message))}
        >
          Log out
        </button>
      )}
      {problem !== "" && <Status kind="error">{problem}</Status>}
    </p>
  );
}

function Access({ tenant }: { readonly tenant: string }): JSX.Element {
  const tokens = useApi("/api/tokens", {}, { everyMs: 10_000 });
  const sessions = useApi("/api/sessions", {}, { everyMs: 10_000 });
  return (
    <>
      <section className={classes(ui.section["section"], css["part"])}>
        <header>
          <h2>New token</h2>
        </header>
        <NewTokenForm tenant={tenant} />
      </section>
      <section className={classes(ui.section["section"], css["part"])}>
        <header>
          <h2>Tokens</h2>
        </header>
        <QueryView query={tokens} skeleton={<ListSkeleton columns={tokenColumns} rows={4} />}>
          {({ tokens: list, truncated }) => (
            <>
              <TokensTable tokens={list} truncated={truncated} />
              <AndMore
                truncated={truncated}
                things="tokens"
                by="recent times"
                fix="Those that ended are left out after 30 days."
              />
            </>
          )}
        </QueryView>
      </section>
      <section className={classes(ui.section["section"], css["part"])}>
        <header>
          <h2>Sessions</h2>
        </header>
        <QueryView query={sessions} skeleton={<ListSkeleton columns={sessionColumns} rows={2} />}>
          {({ sessions: list, truncated }) => (
            <>
              <SessionsTable sessions={list} truncated={truncated} />
              <AndMore
                truncated={truncated}
                things="sessions"
                by="recent times"
                fix="Those that ended are left out after 30 days."
              />
            </>
          )}
        </QueryView>
      </section>
    </>
  );
}
