// The business of a trace, above its spans: which transaction it was, how it ended, what it was worth, whose journey.
import { Link } from "@tanstack/react-router";
import { useMemo, type JSX } from "react";

import type { Outcome, Trace } from "contract";
import { formatMoney, formatMoneyExact } from "../../lib/format-money.ts";
import { Status, type StatusKind } from "../../ui/status.tsx";
import { toBusiness, type TraceJourney } from "./business.ts";
import { WorkflowState } from "./workflow-state.tsx";

const tones: Readonly<Record<Outcome, StatusKind>> = {
  completed: "ok",
  failed: "error",
  abandoned: "off",
  open: "info",
};

/** Nothing when the trace carries no business record. */
export function BusinessBar({ trace }: { readonly trace: Trace }): JSX.Element | null {
  const { transactions, journeys, workflows } = useMemo(() => toBusiness(trace), [trace]);
  const [transaction, ...others] = transactions;
  const journey = journeys[0];
  if (transaction === undefined && journey === undefined && workflows.length === 0) return null;
  const person = transaction?.user || journey?.person || "";
  return (
    <section className="biz" aria-label="Business">
      {transaction !== undefined && (
        <>
          <div className="lead">
            <span className="k">transaction</span>
            <b>{transaction.type}</b>
            {others.length > 0 && <span className="dim"> + {others.length} more</span>}
          </div>
          <div>
            <span className="k">id</span>
            <Link
              className="link"
              to="/transactions/$type/$id"
              params={{ type: transaction.type, id: transaction.id }}
            >
              {transaction.id}
            </Link>
          </div>
          <div>
            <span className="k">outcome</span>
            <Status kind={tones[transaction.outcome]}>{transaction.outcome}</Status>
            {transaction.reason !== "" && <span className="dim"> {transaction.reason}</span>}
          </div>
          {transaction.amount !== null && (
            <div>
              <span className="k">amount</span>
              <b title={formatMoneyExact(transaction.amount)}>{formatMoney(transaction.amount)}</b>
            </div>
          )}
        </>
      )}
      {person !== "" && (
        <div>
          <span className="k">{transaction?.user || !journey ? "user" : "person"}</span>
          {journey === undefined ? (
            <span className="strong">{person}</span>
          ) : (
            <Link className="link" to="/journeys/$name" params={{ name: journey.name }} search={{ person }}>
              {person}
            </Link>
          )}
        </div>
      )}
      {workflows.slice(0, 1).map((workflow) => (
        <WorkflowState key={`${workflow.type} ${workflow.id}`} workflow={workflow} />
      ))}
      <div className="grow">{journey !== undefined && <JourneyProgress journey={journey} />}</div>
      {journey !== undefined && (
        <Link
          className="btn"
          to="/journeys/$name"
          params={{ name: journey.name }}
          search={{ step: journey.steps.at(-1)?.name, person: journey.person || undefined }}
        >
          Open journey
        </Link>
      )}
    </section>
  );
}

/** A dash for each step before, a full one for those reached here. */
function JourneyProgress({ journey }: { readonly journey: TraceJourney }): JSX.Element {
  const last = journey.steps.at(-1);
  const here = new Set(journey.steps.map((step) => step.index));
  const reached = last?.index ?? -1;
  return (
    <>
      <span className="k">journey {journey.name}</span>
      {reached >= 0 && reached < 24 && (
        <span className="jr" aria-hidden="true">
          {Array.from({ length: reached + 1 }, (_, i) => (
            <i key={i} className={here.has(i) ? "here" : ""} />
          ))}
        </span>
      )}
      <span className="soft">
        {last === undefined ? "" : reached >= 0 ? `step ${reached + 1}, ${last.name}` : last.name}
        {journey.abandoned ? ", abandoned" : ""}
      </span>
    </>
  );
}
