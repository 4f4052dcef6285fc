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
import type { Verdict } from "../../lib/verdict.ts";
import { sinceWords } from "../../lib/unknown-words.ts";
import { useCompleteUpTo } from "../../state/completeness.ts";
import { classes } from "../../ui/classes.ts";
import { StatusMark } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { useNow } from "../../ui/use-now.ts";
import { findFall } from "./finding.ts";
import { BacklogLine, FindingLine, MissedLine, SlowdownLine, StopLine, StuckLine } from "./finding-line.tsx";
import css from "./finding-line.module.css";
import { findMissed } from "./finding-missed.ts";
import { findSlowdown } from "./finding-slower.ts";
import { findBacklog, findStuck } from "./stuck-workflows.ts";
import type { Elsewhere } from "./use-elsewhere.ts";

export interface MainFindingProps {
  /** Exact ones: estimates find nothing. */
  readonly types: readonly MaybeLate<TransactionTypeSummary>[] | undefined;
  readonly known: KnownEvidence;
  /** Types that stopped, as far as their data is complete. */
  readonly stops: readonly Stop[];
  readonly workflows: readonly WorkflowTypeSummary[] | undefined;
  readonly deploys: readonly JudgedDeploy[];
  /** What else is new or worse in the range; `undefined` until it is read. */
  readonly elsewhere: Elsewhere | undefined;
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
  const { types = none, known, stops, workflows, deploys, elsewhere, isUnknown, endsNow } = props;
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
  if (!endsNow) return <Workflows types={workflows ?? []} />;
  const isRead = known.isThere && workflows !== undefined;
  const states = types.map((one) => judge(one, known.of(one.type)).state);
  const isWell = states.every((state) => state === "good" || state === "few");
  const well = isRead && !isUnknown && isWell ? elsewhere : undefined;
  return <Alerts workflows={workflows ?? []} well={well} judged={judgedOf(types.length, states)} />;
}

interface AlertsProps extends Pick<WellProps, "judged"> {
  readonly workflows: readonly WorkflowTypeSummary[];
  /** What is said beside that all is well; `undefined` where that cannot be said. */
  readonly well: Elsewhere | undefined;
}

/** The most urgent alert that fires, else what stands still, else that all is well. */
function Alerts({ workflows, well, judged }: AlertsProps): JSX.Element | null {
  const { data: result } = useFiringAlerts();
  const [alert] = result?.items ?? [];
  if (alert !== undefined) return <AlertLine alert={alert} />;
  if (standsStill(workflows)) return <Workflows types={workflows} />;
  if (result === undefined || well === undefined) return null;
  return <Well {...result} elsewhere={well} judged={judged} />;
}

const standsStill = (types: readonly WorkflowTypeSummary[]): boolean =>
  findStuck(types) !== undefined || findBacklog(types) !== undefined;

/** What is stuck, else what ends more slowly than it starts. */
function Workflows({ types }: { readonly types: readonly WorkflowTypeSummary[] }): JSX.Element | null {
  const stuck = findStuck(types);
  if (stuck !== undefined) return <StuckLine stuck={stuck} />;
  const backlog = findBacklog(types);
  return backlog === undefined ? null : <BacklogLine backlog={backlog} />;
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

interface WellProps extends Pick<AlertsResult, "states" | "evaluation"> {
  readonly elsewhere: Elsewhere;
  readonly judged: Judged;
}

/** That no alert fires, and how far that is known; green where rules were evaluated and nothing else is new or worse. */
function Well({ states, evaluation, elsewhere, judged }: WellProps): JSX.Element | null {
  const completeUpTo = useCompleteUpTo();
  const { rules, failing, notEvaluatedTotal, lastMs } = evaluation;
  const isQuiet = ["error", "noData", "pending"].every((state) => (states[state] ?? 0) === 0);
  if (completeUpTo === undefined || !isQuiet || failing + notEvaluatedTotal > 0) return null;
  if (rules > 0 && lastMs === null) return null;
  const isGreen = rules > 0 && elsewhere.length === 0 && judged !== "few";
  const count = formatCount(rules);
  const evaluated =
    rules === 0
      ? "There are no alert rules"
      : `${count} of ${count} rules evaluated at ${formatTime(lastMs!)}`;
  return (
    <section className={classes(css["finding"], css[isGreen ? "well" : "neutral"])} aria-label="Main finding">
      <StatusMark kind={isGreen ? "ok" : "off"} size={16} />
      <p>
        <b>{wellClaim(rules > 0, judged)}.</b> {elsewhere.length > 0 && `But ${list.format(elsewhere)}. `}
        {evaluated}; data complete up to {formatTime(completeUpTo)}.
      </p>
    </section>
  );
}

const list = new Intl.ListFormat("en");

/** What is known of transactions: `few` where no type has enough of them, or nothing earlier to compare with. */
type Judged = "usual" | "few" | "none";

function judgedOf(count: number, states: readonly Verdict["state"][]): Judged {
  if (count === 0) return "none";
  return states.includes("good") ? "usual" : "few";
}

function wellClaim(hasRules: boolean, judged: Judged): string {
  if (judged === "few")
    return hasRules
      ? "No alert rule fires, and there are too few transactions to judge"
      : "There are too few transactions to judge";
  if (judged === "usual")
    return hasRules ? "No alert rule fires, and transactions are as usual" : "Transactions are as usual";
  return hasRules ? "No alert rule fires" : "There are no transactions to judge";
}
