// The main finding as a sentence, with links to its transactions.
import { Link } from "@tanstack/react-router";
import type { TransactionTypeResult } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatCount, formatFixed, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { formatTime } from "../../lib/time.ts";
import { useScope } from "../../state/scope.ts";
import { classes } from "../../ui/classes.ts";
import { CopyMarkdown } from "../../ui/copy-markdown.tsx";
import { StatusMark } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import type { Finding } from "./finding.ts";
import css from "./finding-line.module.css";
import { fallMarkdown, slowdownMarkdown } from "./finding-markdown.ts";
import type { Slowdown } from "./finding-slower.ts";

export function FindingLine({ finding }: { readonly finding: Finding }): JSX.Element {
  const { rangeQuery } = useScope();
  const { type, before, after, since, version } = finding;
  const query = { ...rangeQuery, outcome: "failed", limit: 1 } as const;
  const { data } = useApi("/api/transactions/:type", { params: { type }, query }, { everyMs: 15_000 });
  const example = data?.items.find(({ traceId }) => traceId !== "");
  return (
    <section className={css["finding"]} aria-label="Main finding">
      <StatusMark kind="error" size={16} />
      <p>
        <b>
          {capital(type)} completion fell from {formatShare(before)} to {formatShare(after)}
          {since === undefined ? " compared with the previous period" : ` at ${formatTime(since)}`}
        </b>
        {version !== undefined && (
          <>
            {" "}
            with <ServiceVersion service={version.service} version={version.version} />
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
      <Link className={ui.button["primary"]} to="/transactions/$type" params={{ type }}>
        Transactions
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

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

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
  if (first === undefined || first.reason === "" || failed === 0 || first.count / failed < 0.25) return null;
  return (
    <>
      <code>{first.reason}</code> is the reason for {formatFixed((first.count / failed) * 100, 0)} % of the{" "}
      {formatCount(failed)} failures.
    </>
  );
}
