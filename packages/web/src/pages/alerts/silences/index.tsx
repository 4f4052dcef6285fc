// Silences: active, planned and past ones, and a form for a new one that shows which alerts it would match.
import { getRouteApi } from "@tanstack/react-router";
import type { Silence } from "contract";
import { useState, type JSX } from "react";

import { useApi } from "../../../data/use-api.ts";
import { AndMore } from "../../../ui/and-more.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { ListExport } from "../../../ui/list/list-export.tsx";
import { ListSkeleton } from "../../../ui/list/list-skeleton.tsx";
import { PageHead } from "../../../ui/page-head.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { Snippet } from "../../../ui/snippet.tsx";
import { ui } from "../../../ui/styles.ts";
import { AlertsNav } from "../parts/alerts-nav.tsx";
import css from "./silences.module.css";
import { SilenceForm } from "./silence-form.tsx";
import { silenceColumns, silencesClass, SilencesTable } from "./silences-table.tsx";

const route = getRouteApi("/alerts/silences");

const snippet = `# alerts/silences.yaml
silences:
  - name: Database upgrade
    match: { alert: "Payment*" }
    from: 2026-12-01T20:00:00Z
    to: 2026-12-01T22:00:00Z
    reason: upgrade of the payment database`;

export function SilencesPage(): JSX.Element {
  const { match } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useApi("/api/silences", {}, { everyMs: 10_000 });
  const [wanted, setWanted] = useState(false);
  const mayChange = query.data?.mayChange === true;
  const isOpen = mayChange && (wanted || match !== undefined);
  const close = (): void => {
    setWanted(false);
    void navigate({
      search: (previous) => ({ ...previous, match: undefined }),
      replace: true,
      ignoreBlocker: true,
    });
  };
  return (
    <>
      <PageHead
        title="Silences"
        sub="messages of matching alerts are withheld for a time; alerts are evaluated all the same"
        actions={
          mayChange && !isOpen ? (
            <button type="button" className={ui.button["primary"]} onClick={() => setWanted(true)}>
              New silence
            </button>
          ) : undefined
        }
      />
      <AlertsNav />
      {isOpen && <SilenceForm key={match?.join() ?? ""} start={match ?? []} onDone={close} />}
      <QueryView
        query={query}
        skeleton={<ListSkeleton columns={silenceColumns(false)} rows={4} className={silencesClass} />}
      >
        {({ silences, truncated }) =>
          silences.length === 0 ? (
            <EmptyState
              title="No silences"
              why="Silence an alert from its page, write a silence here, or put one into a file of rules."
              snippet={<Snippet code={snippet} what="the silence" />}
            />
          ) : (
            <>
              <Groups silences={silences} truncated={truncated} mayChange={mayChange} />
              <AndMore
                truncated={truncated}
                things="silences"
                by="urgency"
                fix="End silences that are not needed any more."
              />
            </>
          )
        }
      </QueryView>
    </>
  );
}

const groups = [
  ["active", "Active"],
  ["pending", "Planned"],
  ["ended", "Ended within 30 days"],
] as const;

function Groups({
  silences,
  truncated,
  mayChange,
}: {
  readonly silences: readonly Silence[];
  readonly truncated: number;
  readonly mayChange: boolean;
}): JSX.Element {
  return (
    <div className={css["groups"]}>
      {groups.map(([state, title]) => {
        const shown = silences.filter((silence) => silence.state === state);
        if (shown.length === 0) return null;
        return (
          <section key={state} className={ui.section["section"]}>
            <header>
              <h2>{title}</h2>
              <span className={ui.text["dim"]}>{shown.length}</span>
            </header>
            <SilencesTable label={`${title} silences`} silences={shown} mayChange={mayChange} />
          </section>
        );
      })}
      <ListExport
        label="Silences"
        keyOf={({ id }) => id}
        truncated={truncated}
        isOfNow
        columns={silenceColumns(mayChange)}
        rows={silences}
      />
    </div>
  );
}
