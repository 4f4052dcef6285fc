// One transaction type on the overview: its completion, the bars behind it, what was started, earned and how fast.
import { Link } from "@tanstack/react-router";
import type { TransactionTypeSummary } from "contract";
import type { JSX } from "react";

import { formatDuration } from "../../lib/format-duration.ts";
import { formatAmounts, formatMoneyExact } from "../../lib/format-money.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import { formatTime } from "../../lib/time.ts";
import { judge } from "../../lib/transaction-verdict.ts";
import { FlagShape } from "../../ui/chart-flag.tsx";
import { Delta } from "../../ui/delta.tsx";
import { OutcomeBars } from "../../ui/outcome-bars.tsx";
import { Status } from "../../ui/status.tsx";
import type { Deploy } from "./deploys.ts";

export interface TransactionBlockProps {
  readonly summary: TransactionTypeSummary;
  readonly fromMs: number;
  readonly toMs: number;
  /** The range ends at this moment. */
  readonly endsNow: boolean;
  readonly deploys: readonly Deploy[];
}

/** A way in to the type's page. */
export function TransactionBlock({
  summary,
  fromMs,
  toMs,
  endsNow,
  deploys,
}: TransactionBlockProps): JSX.Element {
  const { type, current, previous, buckets } = summary;
  const verdict = judge(current, previous);
  const [amount, amountBefore] = [
    current.amounts[0],
    previous.amounts.find(({ currency }) => currency === current.amounts[0]?.currency),
  ];
  // A deploy anywhere may be felt here: not every service behind a transaction writes records of it.
  const flags = deploys.filter(({ isFirst }) => !isFirst);
  return (
    <Link className="tx" to="/transactions/$type" params={{ type }}>
      <h3>
        <span className="ellip">{type}</span>
        <Status kind={verdict.kind}>{verdict.word}</Status>
      </h3>
      <p className="hero">
        <b>{formatShare(current.completionRate)}</b>
        <Delta
          now={current.completionRate}
          before={previous.completionRate}
          share
          verdict={verdict.completion}
        />
        <span>completed</span>
      </p>
      <div className="plot">
        {flags.slice(0, 3).map(({ service, version, since }) => (
          <span
            key={service}
            className="mark-flag"
            style={{ left: `${((Date.parse(since) - fromMs) / (toMs - fromMs)) * 100}%` }}
            title={`${formatTime(since)} ${service} ${version} first seen`}
          >
            <FlagShape />
          </span>
        ))}
        <OutcomeBars buckets={buckets} label={`${type}: ended per bucket by outcome`} />
      </div>
      <div className="x">
        <span>{formatTime(fromMs)}</span>
        <span className="key">
          <i className="f" />
          {formatCount(current.failed)} failed
          <i className="a" />
          {formatCount(current.abandoned)} abandoned
        </span>
        <span>{endsNow ? "now" : formatTime(toMs)}</span>
      </div>
      <dl>
        <div>
          <dt>started</dt>
          <dd>
            {formatCount(current.started)} <Delta now={current.started} before={previous.started} />
          </dd>
        </div>
        <div>
          <dt>amount</dt>
          <dd title={current.amounts.map(formatMoneyExact).join(", ")}>
            {formatAmounts(current.amounts.slice(0, 2))}{" "}
            <Delta
              now={amount === undefined ? null : Number(amount.amount)}
              before={amountBefore === undefined ? null : Number(amountBefore.amount)}
              verdict={verdict.amount}
            />
          </dd>
        </div>
        <div>
          <dt>p95</dt>
          <dd>
            {formatDuration(current.p95Ms)}{" "}
            <Delta now={current.p95Ms} before={previous.p95Ms} verdict={verdict.p95} />
          </dd>
        </div>
      </dl>
    </Link>
  );
}
