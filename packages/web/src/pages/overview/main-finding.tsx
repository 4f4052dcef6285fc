// The line above all: what is wrong, the loudest first, or that nothing is as far as rules were evaluated.
import { Link } from "@tanstack/react-router";
import type { Alert, AlertsResult, TransactionTypeSummary, WorkflowTypeSummary } from "contract";
import { useMemo, type JSX } from "react";

import { useFiringAlerts } from "../../data/use-firing-alerts.ts";
import type { KnownEvidence } from "../../data/use-transaction-evidence.ts";
import { alertFormat } from "../../lib/alert-value.ts";
import type { MaybeLate } from "../../lib/completeness.ts";
import type { JudgedDeploy } from "../../lib/deploy-effect.ts";
import { formatCount } from "../../lib/format.ts";
import type { Stop } from "../../lib/transaction-stop.ts";
import { formatAge, formatTime } from "../../lib/time.ts";
import { judge } from "../../lib/transaction-verdict.ts";
import { sinceWords } from "../../lib/unknown-words.ts";
import { useCompleteUpTo } from "../../state/completeness.ts";
import { classes } from "../../ui/classes.ts";
import { StatusMark } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { useNow } from "../../ui/use-now.ts";
import { findFall } from "./finding.ts";
import { FindingLine, MissedLine, SlowdownLine, StopLine, StuckLine } from "./finding-line.tsx";
import css from "./finding-line.module.css";
import { findMissed } from "./finding-missed.ts";
import { findSlowdown } from "./finding-slower.ts";
import { findStuck } from "./stuck-workflows.ts";

export interface MainFindingProps {
  /** Exact ones: estimates find nothing. */
  readonly types: readonly MaybeLate<TransactionTypeSummary>[] | undefined;
  readonly known: KnownEvidence;
  /** Types that stopped, as far as their data is complete. */
  readonly stops: readonly Stop[];
  readonly workflows: readonly WorkflowTypeSummary[] | undefined;
  readonly deploys: readonly JudgedDeploy[];
  /** Whether something could not be looked at; then nothing is said to be well. */
  readonly isUnknown: boolean;
  /** The range ends now: alerts say nothing about an earlier one. */
  readonly endsNow: boolean;
}

const mostStops = 3;
const none: readonly MaybeLate<TransactionTypeSummary>[] = [];

/** A stop does not hide why completion fell before it. */
export function MainFinding(props: MainFindingProps): JSX.Element {
  const { stops } = props;
  return (
    <>
      {stops.slice(0, mostStops).map((stop) => (
        <StopLine key={stop.type} stop={stop} />
      ))}
      <OtherFinding {...props} />
    </>
  );
}

function OtherFinding(props: MainFindingProps): JSX.Element | null {
  const { types = none, known, stops, workflows, deploys, isUnknown, endsNow } = props;
  // of the others it is not known how they are
  const comparable = useMemo(() => types.filter(({ lack }) => lack === undefined), [types]);
  const fall = useMemo(() => findFall(comparable, deploys, known), [comparable, deploys, known]);
  const missed = useMemo(() => findMissed(comparable, known), [comparable, known]);
  const slowdown = useMemo(() => findSlowdown(comparable, deploys), [comparable, deploys]);
  if (types === none) return null;
  if (fall !== undefined) return <FindingLine finding={fall} />;
  if (missed !== undefined) return <MissedLine missed={missed} />;
  if (slowdown !== undefined) return <SlowdownLine slowdown={slowdown} />;
  if (stops.length > 0) return null;
  const stuck = findStuck(workflows ?? []);
  if (!endsNow) return stuck === undefined ? null : <StuckLine stuck={stuck} />;
  const isRead = types.length > 0 && known.isThere && workflows !== undefined;
  const isBad = types.some((one) => judge(one, known.of(one.type)).state === "bad");
  return <Alerts stuck={stuck} canBeWell={isRead && !isUnknown && !isBad} />;
}

/** The most urgent alert that fires, else what is stuck, else that all is well. */
function Alerts({
  stuck,
  canBeWell,
}: {
  readonly stuck: WorkflowTypeSummary | undefined;
  readonly canBeWell: boolean;
}): JSX.Element | null {
  const { data: result } = useFiringAlerts();
  const [alert] = result?.items ?? [];
  if (alert !== undefined) return <AlertLine alert={alert} />;
  if (stuck !== undefined) return <StuckLine stuck={stuck} />;
  return result !== undefined && canBeWell ? <Well {...result} /> : null;
}

function AlertLine({
  alert: { id, rule, group, severity, value, unit, since, unknown },
}: {
  readonly alert: Alert;
}): JSX.Element {
  const now = useNow(10_000);
  const isUrgent = severity === "page";
  const last = value === null ? "" : `, now ${alertFormat(unit)(value)}`;
  return (
    <section className={classes(css["finding"], !isUrgent && css["slow"])} aria-label="Main finding">
      <StatusMark kind={isUrgent ? "error" : "warn"} size={16} />
      <p>
        <b>{[rule, ...Object.values(group)].join(" · ")}</b>: this alert has been firing for{" "}
        {formatAge(since, now)}
        {unknown === null ? last : `, not evaluated${sinceWords(unknown)}`}.
      </p>
      <Link className={ui.button["primary"]} to="/alerts/$id" params={{ id }}>
        Open alert
      </Link>
    </section>
  );
}

/** An evaluation that is older does not show that all is well. */
const freshMs = 3 * 60_000;

/** That no alert fires, and how far that is known; without rules, only that transactions are as usual. */
function Well({ states, evaluation }: Pick<AlertsResult, "states" | "evaluation">): JSX.Element | null {
  const now = useNow(10_000);
  const completeUpTo = useCompleteUpTo();
  const { rules, failing, lastMs } = evaluation;
  const isQuiet = ["error", "noData", "pending"].every((state) => (states[state] ?? 0) === 0);
  if (completeUpTo === undefined || !isQuiet || failing > 0) return null;
  const complete = `data complete up to ${formatTime(completeUpTo)}.`;
  if (rules === 0)
    return (
      <section className={classes(css["finding"], css["neutral"])} aria-label="Main finding">
        <StatusMark kind="off" size={16} />
        <p>
          <b>Transactions are as usual.</b> There are no alert rules; {complete}
        </p>
      </section>
    );
  if (lastMs === null || now - lastMs >= freshMs) return null;
  const count = formatCount(rules);
  return (
    <section className={classes(css["finding"], css["well"])} aria-label="Main finding">
      <StatusMark kind="ok" size={16} />
      <p>
        <b>No alert rule fires, and transactions are as usual.</b> {count} of {count} rules evaluated at{" "}
        {formatTime(lastMs)}; {complete}
      </p>
    </section>
  );
}
