// The alerts without a row: filters that match nothing, no rules yet, or nothing that fires.
import { Link } from "@tanstack/react-router";
import type { Evaluation } from "contract";
import type { JSX } from "react";

import { formatAge } from "../../../lib/time.ts";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { Snippet } from "../../../ui/snippet.tsx";
import { ui } from "../../../ui/styles.ts";

/** The first rule, for a file in the folder of rules. */
const firstRule = `# alerts/checkout.yaml
alerts:
  - name: Purchases fail
    on: { transaction: purchase, measure: failure }
    window: 5m
    when: { above: 0.3, recover: 0.2 }
    for: 2m
    severity: page
    runbook: https://handbook.example/checkout`;

export function NoAlerts({
  isFiltered,
  evaluation,
  mayChange,
}: {
  readonly isFiltered: boolean;
  readonly evaluation: Evaluation;
  readonly mayChange: boolean;
}): JSX.Element {
  if (isFiltered) {
    return (
      <EmptyState
        inline
        title="No alerts match these filters"
        actions={
          <Link className={ui.button["button"]} to="/alerts" search={{}}>
            Show all
          </Link>
        }
      />
    );
  }
  if (evaluation.rules === 0) return <NoRules mayChange={mayChange} />;
  const { rules, lastMs, notEvaluatedTotal } = evaluation;
  const evaluated = lastMs === null ? "" : `, ${formatAge(lastMs)} ago`;
  const isKnown = notEvaluatedTotal === 0;
  return (
    <EmptyState
      title={isKnown ? "Nothing fires" : "Nothing fires as far as is known"}
      why={
        !isKnown
          ? `${notEvaluatedTotal === 1 ? "1 rule is" : `${notEvaluatedTotal} rules are`} not evaluated. The others have no alert that fires, and none that recovered in this range.`
          : `${rules === 1 ? "1 rule was" : `${rules} rules were`} evaluated${evaluated}. No alert fires, and none recovered in this range.`
      }
      actions={
        <>
          <Link className={ui.button["button"]} to="/alerts/rules">
            Show rules
          </Link>
          <Link className={ui.button["quiet"]} to="/alerts" search={{ view: "history" }}>
            Show history
          </Link>
        </>
      }
    />
  );
}

/** Without a rule: a file to begin with, the option that names its folder, and the editor. */
export function NoRules({ mayChange }: { readonly mayChange: boolean }): JSX.Element {
  return (
    <EmptyState
      title="No alert rules yet"
      why="Write rules as files in a folder that the console reads, and reads again when they change, or add them here."
      actions={
        mayChange ? (
          <Link className={ui.button["primary"]} to="/alerts/rules/$id" params={{ id: "new" }}>
            New rule
          </Link>
        ) : undefined
      }
      snippet={
        <>
          <Snippet code={firstRule} what="the rule" />
          <Snippet code="npx telltale-console --alert-rules alerts" what="the command" />
        </>
      }
    />
  );
}
