// The main finding as a sentence, with links to its transactions.
import { Link } from "@tanstack/react-router";
import { shareOf } from "catalog/measures";
import type { TransactionTypeResult, WorkflowTypeSummary } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { capital, fallClaim, stopClaim } from "../../lib/transaction-claims.ts";
import type { Stop } from "../../lib/transaction-stop.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { formatTime } from "../../lib/time.ts";
import { unbroken } from "../../lib/unbroken.ts";
import { useScope } from "../../state/scope.ts";
import { classes } from "../../ui/classes.ts";
import { CopyMarkdown } from "../../ui/copy-markdown.tsx";
import { StatusMark } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import type { Finding } from "./finding.ts";
import css from "./finding-line.module.css";
import {
  backlogClaim,
  fallMarkdown,
  missedClaim,
  missedMarkdown,
  slowdownMarkdown,
  stopMarkdown,
  stuckClaim,
} from "./finding-markdown.ts";
import type { Missed } from "./finding-missed.ts";
import type { Slowdown } from "./finding-slower.ts";
import type { findBacklog } from "./stuck-workflows.ts";

export function FindingLine({ finding }: { readonly finding: Finding }): JSX.Element {
  const { rangeQuery } = useScope();
  const { type, version } = finding;
  const query = { ...rangeQuery, outcome: "failed", limit: 1 } as const;
  const { data } = useApi(
    "/api/transactions/:type",
    { params: { type }, query },
    { everyMs: 15_000, part: "the reason of the finding" },
  );
  const example = data?.items.find(({ traceId }) => traceId !== "");
  return (
    <section className={css["finding"]} aria-label="Main finding">
      <StatusMark kind="error" size={16} />
      <p>
        <b>{fallClaim(finding)}</b>
        {version !== undefined && (
          <>
            {version.isOwn ? " with " : ", around the time of "}
            <ServiceVersion service={version.service} version={version.version} />
          </>
        )}
        . {data !== undefined && <Reason result={data} />}
      </p>
      <Link
        className={ui.button["primary"]}
        to="/transactions/$type"
        params={{ type }}
        search={{ outcome: "failed" }}
      >
        Failed transactions
      </Link>
      {example !== undefined && (
        <Link
          className={classes(ui.button["button"], css["secondary"])}
          to="/traces/$id"
          params={{ id: example.traceId }}
        >
          Example trace
        </Link>
      )}
      <CopyMarkdown finding={fallMarkdown(finding)} variant="icon" />
    </section>
  );
}

/** Of transactions that no longer start. */
export function StopLine({ stop }: { readonly stop: Stop }): JSX.Element {
  return (
    <section className={css["finding"]} aria-label="Main finding">
      <StatusMark kind="error" size={16} />
      <p>
        <b>{stopClaim(stop)}</b>.
      </p>
      <Link className={ui.button["primary"]} to="/transactions/$type" params={{ type: stop.type }}>
        Transactions
      </Link>
      <CopyMarkdown finding={stopMarkdown(stop)} variant="icon" />
    </section>
  );
}

/** Of an objective that is missed. */
export function MissedLine({ missed }: { readonly missed: Missed }): JSX.Element {
  const { type, name } = missed;
  return (
    <section className={css["finding"]} aria-label="Main finding">
      <StatusMark kind="error" size={16} />
      <p>
        <b>{missedClaim(missed)}</b> of {name}.
      </p>
      <Link
        className={ui.button["primary"]}
        to="/transactions/$type"
        params={{ type }}
        search={{ outcome: "failed" }}
      >
        Failed transactions
      </Link>
      <CopyMarkdown finding={missedMarkdown(missed)} variant="icon" />
    </section>
  );
}

/** Of a workflow that stands still. */
export function StuckLine({ stuck }: { readonly stuck: WorkflowTypeSummary }): JSX.Element {
  return (
    <section className={classes(css["finding"], css["slow"])} aria-label="Main finding">
      <StatusMark kind="warn" size={16} />
      <p>
        <b>{stuckClaim(stuck)}</b>.
      </p>
      <Link
        className={ui.button["primary"]}
        to="/workflows/$type"
        params={{ type: stuck.type }}
        search={{ only: "stuck" }}
      >
        Stuck instances
      </Link>
      <CopyMarkdown finding={{ title: stuckClaim(stuck), facts: [] }} variant="icon" />
    </section>
  );
}

/** Of a workflow in which more starts than ends. */
export function BacklogLine({
  backlog,
}: {
  readonly backlog: NonNullable<ReturnType<typeof findBacklog>>;
}): JSX.Element {
  const claim = backlogClaim(backlog);
  return (
    <section className={classes(css["finding"], css["slow"])} aria-label="Main finding">
      <StatusMark kind="warn" size={16} />
      <p>
        <b>{claim}</b>.
      </p>
      <Link className={ui.button["primary"]} to="/workflows/$type" params={{ type: backlog.type }}>
        Open workflow
      </Link>
      <CopyMarkdown finding={{ title: claim, facts: [] }} variant="icon" />
    </section>
  );
}

/** The same for a slowdown. */
export function SlowdownLine({ slowdown }: { readonly slowdown: Slowdown }): JSX.Element {
  const { type, beforeMs, afterMs, version } = slowdown;
  return (
    <section className={classes(css["finding"], css["slow"])} aria-label="Main finding">
      <StatusMark kind="warn" size={16} />
      <p>
        <b>
          {capital(type)} takes longer: p95 rose from {formatDuration(beforeMs)} to {formatDuration(afterMs)}
        </b>{" "}
        compared with the previous period.
        {version !== undefined && (
          <>
            {" "}
            <ServiceVersion service={version.service} version={version.version} /> has been slower since{" "}
            {formatTime(version.since)}.
          </>
        )}
      </p>
      <Link
        className={ui.button["primary"]}
        to="/transactions/$type"
        params={{ type }}
        search={{ differs: "slow" }}
      >
        Slow transactions
      </Link>
      <Link
        className={classes(ui.button["button"], css["secondary"])}
        to="/traces"
        search={{ order: "slowest", service: version?.service }}
      >
        Slowest traces
      </Link>
      <CopyMarkdown finding={slowdownMarkdown(slowdown)} variant="icon" />
    </section>
  );
}

/** Leads to the page of the service, which compares its versions. */
function ServiceVersion({
  service,
  version,
}: {
  readonly service: string;
  readonly version: string;
}): JSX.Element {
  return (
    <Link className={css["version"]} to="/services/$name" params={{ name: service }}>
      {service} {version}
    </Link>
  );
}

/** The most common reason of failure, when it accounts for at least a quarter of the failures. */
function Reason({
  result: { reasons, summary },
}: {
  readonly result: TransactionTypeResult;
}): JSX.Element | null {
  const { failed } = summary.current;
  const first = reasons
    .filter(({ outcome }) => outcome === "failed")
    .toSorted((a, b) => b.count - a.count)[0];
  if (first === undefined || first.reason === "") return null;
  const share = shareOf(first.count, failed);
  if (share === null || share < 0.25) return null;
  return (
    <>
      <code>{first.reason}</code> is the reason for {unbroken(formatShare(share))} of the{" "}
      {formatCount(failed)} failures.
    </>
  );
}
