// The business of a trace, above its spans: which transaction it was, how it ended, its amount, whose journey.
import { Link } from "@tanstack/react-router";
import { useMemo, type JSX } from "react";

import type { Outcome, Trace } from "contract";
import { formatMoney, formatMoneyExact } from "../../lib/format-money.ts";
import { classes } from "../../ui/classes.ts";
import { Status, type StatusKind } from "../../ui/status.tsx";
import css from "./business-bar.module.css";
import { BusinessFact } from "./business-fact.tsx";
import { outcomeWords, toBusiness, type TraceJourney, type TraceTransaction } from "./business.ts";
import { WorkflowState } from "./workflow-state.tsx";
import { ui } from "../../ui/styles.ts";

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
  const workflow = workflows[0];
  if (transaction === undefined && journey === undefined && workflow === undefined) return null;
  return (
    <section className={css["bar"]} aria-label="Business">
      {transaction !== undefined && <TransactionFacts transaction={transaction} others={others.length} />}
      <PersonFact transaction={transaction} journey={journey} />
      {workflow !== undefined && (
        <WorkflowState key={`${workflow.type}\n${workflow.id}`} workflow={workflow} />
      )}
      {journey === undefined ? <div className={css["journey"]} /> : <JourneyProgress journey={journey} />}
      {journey !== undefined && (
        <Link
          className={classes(ui.button["button"], css["open"])}
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

function TransactionFacts({
  transaction,
  others,
}: {
  readonly transaction: TraceTransaction;
  /** How many more transactions the trace has. */
  readonly others: number;
}): JSX.Element {
  const { type, id, outcome, reason, amount } = transaction;
  return (
    <>
      <BusinessFact label="transaction">
        <b title={type}>{type}</b>
        {others > 0 && <span className={ui.text["dim"]}> + {others} more</span>}
      </BusinessFact>
      <BusinessFact label="id">
        <Link className={ui.text["link"]} to="/transactions/$type/$id" params={{ type, id }} title={id}>
          {id}
        </Link>
      </BusinessFact>
      <BusinessFact label="outcome">
        <span className={css["status"]}>
          <Status kind={tones[outcome]}>{outcomeWords(transaction)}</Status>
        </span>
        {reason !== "" && (
          <span className={ui.text["dim"]} title={reason}>
            {" "}
            {reason}
          </span>
        )}
      </BusinessFact>
      {amount !== null && (
        <BusinessFact label="amount">
          <b title={formatMoneyExact(amount)}>{formatMoney(amount)}</b>
        </BusinessFact>
      )}
    </>
  );
}

/** The user of the transaction, else the person of the journey. */
function PersonFact({
  transaction,
  journey,
}: {
  readonly transaction: TraceTransaction | undefined;
  readonly journey: TraceJourney | undefined;
}): JSX.Element | null {
  const user = transaction?.user ?? "";
  const person = user || (journey?.person ?? "");
  if (person === "") return null;
  return (
    <BusinessFact label={user !== "" || journey === undefined ? "user" : "person"}>
      {journey === undefined ? (
        <span className={ui.text["strong"]} title={person}>
          {person}
        </span>
      ) : (
        <Link
          className={ui.text["link"]}
          to="/journeys/$name"
          params={{ name: journey.name }}
          search={{ person }}
          title={person}
        >
          {person}
        </Link>
      )}
    </BusinessFact>
  );
}

/** Longer journeys have no room for a mark per step. */
const mostMarks = 24;

/** A mark for each step up to the last; the steps that this trace reached are solid. */
function JourneyProgress({ journey }: { readonly journey: TraceJourney }): JSX.Element {
  const last = journey.steps.at(-1);
  const here = new Set(journey.steps.map((step) => step.index));
  const reached = last?.index ?? -1;
  return (
    <BusinessFact label={<>journey {journey.name}</>} className={css["journey"]}>
      {reached >= 0 && reached < mostMarks && (
        <span className={css["steps"]} aria-hidden="true">
          {Array.from({ length: reached + 1 }, (_, i) => (
            <i key={i} className={here.has(i) ? css["reached"] : ""} />
          ))}
        </span>
      )}
      <span className={classes(ui.text["soft"], css["last"])}>
        {last === undefined ? "" : reached >= 0 ? `step ${reached + 1}, ${last.name}` : last.name}
        {journey.abandoned ? ", abandoned" : ""}
      </span>
    </BusinessFact>
  );
}
