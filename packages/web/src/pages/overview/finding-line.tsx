// The finding in words with its next click. Not there when nothing is wrong.
import { Link } from "@tanstack/react-router";
import type { TransactionTypeResult } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatCount, formatFixed, formatShare } from "../../lib/format.ts";
import { formatTime } from "../../lib/time.ts";
import { useScope } from "../../state/scope.ts";
import { StatusMark } from "../../ui/status.tsx";
import type { Finding } from "./finding.ts";

export function FindingLine({ finding }: { readonly finding: Finding }): JSX.Element {
  const { rangeQuery } = useScope();
  const { type, before, after, since, version } = finding;
  const query = { ...rangeQuery, outcome: "failed", limit: 1 } as const;
  const { data } = useApi("/api/transactions/:type", { params: { type }, query }, { everyMs: 15_000 });
  const example = data?.items.find(({ traceId }) => traceId !== "");
  const name = `${type.charAt(0).toUpperCase()}${type.slice(1)}`;
  return (
    <section className="finding" aria-label="What stands out">
      <StatusMark kind="error" size={16} />
      <p>
        <b>
          {name} completion fell from {formatShare(before)} to {formatShare(after)}
          {since === undefined ? " against the period before" : ` at ${formatTime(since)}`}
        </b>
        {version !== undefined && ` with ${version.service} ${version.version}`}.{" "}
        {data !== undefined && <Reason result={data} />}
      </p>
      <Link className="btn primary" to="/transactions/$type" params={{ type }} search={{ outcome: "failed" }}>
        What was lost
      </Link>
      {example !== undefined && (
        <Link className="btn" to="/traces/$id" params={{ id: example.traceId }}>
          An example
        </Link>
      )}
    </section>
  );
}

/** The commonest reason, when it stands for at least a quarter of what was lost. */
function Reason({
  result: { reasons, summary },
}: {
  readonly result: TransactionTypeResult;
}): JSX.Element | null {
  const lost = summary.current.failed + summary.current.abandoned;
  const first = reasons.toSorted((a, b) => b.count - a.count)[0];
  if (first === undefined || first.reason === "" || lost === 0 || first.count / lost < 0.25) return null;
  return (
    <>
      <code>{first.reason}</code> is the reason of {formatFixed((first.count / lost) * 100, 0)} % of the{" "}
      {formatCount(lost)} lost.
    </>
  );
}
