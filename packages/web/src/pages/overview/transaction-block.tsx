// One transaction type on the overview: completion, outcomes over time, count, amount and duration.
import { Link } from "@tanstack/react-router";
import type { TransactionTypeSummary } from "contract";
import type { JSX } from "react";

import { lackOfCounts, lackOfFigures } from "../../lib/comparable.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { formatAmounts, formatMoneyExact } from "../../lib/format-money.ts";
import { formatTime } from "../../lib/time.ts";
import { endedOf, judge, type TransactionVerdict } from "../../lib/transaction-verdict.ts";
import { FlagShape } from "../../ui/chart-flag.tsx";
import { Delta } from "../../ui/delta.tsx";
import { OutcomeBars } from "../../ui/outcome-bars.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import type { JudgedDeploy } from "../../lib/deploy-effect.ts";
import css from "./transaction-strip.module.css";

export interface TransactionBlockProps {
  readonly summary: TransactionTypeSummary;
  readonly fromMs: number;
  readonly toMs: number;
  /** The range ends at this moment. */
  readonly endsNow: boolean;
  readonly deploys: readonly JudgedDeploy[];
  /** The figures have no verdict. */
  readonly isEstimate: boolean;
}

const mostFlags = 3;

/** A link to the type's page. */
export function TransactionBlock(props: TransactionBlockProps): JSX.Element {
  const { summary, fromMs, toMs, endsNow, deploys, isEstimate } = props;
  const { type, current, previous, buckets } = summary;
  const verdict = judge(summary, isEstimate);
  return (
    <Link className={css["block"]} to="/transactions/$type" params={{ type }}>
      <h3>
        <span className={ui.text["ellip"]}>{type}</span>
        <Status kind={verdict.kind} className={css["status"]}>
          {verdict.word}
        </Status>
      </h3>
      <p className={css["hero"]}>
        <b>{formatShare(current.completionRate)}</b>
        <Delta
          now={current.completionRate}
          before={previous.completionRate}
          share
          verdict={verdict.completion}
          lack={lackOfFigures(endedOf(current), endedOf(previous))}
          className={css["delta"]}
        />
        <span>completed</span>
        {verdict.fall?.since !== undefined && (
          <span className={css["since"]}>
            {formatShare(verdict.fall.after)} since {formatTime(Date.parse(verdict.fall.since))}
          </span>
        )}
      </p>
      <div className={css["plot"]}>
        <Deploys deploys={deploys} fromMs={fromMs} toMs={toMs} />
        <OutcomeBars buckets={buckets} label={`${type}: ended per bucket by outcome`} />
      </div>
      <div className={css["times"]}>
        <span>{formatTime(fromMs)}</span>
        <span className={css["key"]}>
          <i className={css["failed"]} />
          {formatCount(current.failed)} failed
          <i className={css["abandoned"]} />
          {formatCount(current.abandoned)} abandoned
        </span>
        <span>{endsNow ? "now" : formatTime(toMs)}</span>
      </div>
      <Figures summary={summary} verdict={verdict} />
    </Link>
  );
}

/** A flag at each deploy. One anywhere counts: not every service behind a transaction writes records of it. */
function Deploys({
  deploys,
  fromMs,
  toMs,
}: Pick<TransactionBlockProps, "deploys" | "fromMs" | "toMs">): JSX.Element {
  return (
    <>
      {deploys
        .filter(({ isFirst }) => !isFirst)
        .slice(0, mostFlags)
        .map(({ service, version, environment, since }) => (
          <span
            key={`${service}\n${version}\n${environment}`}
            className={css["deploy"]}
            style={{ left: `${((Date.parse(since) - fromMs) / (toMs - fromMs)) * 100}%` }}
            title={`${formatTime(since)} ${service} ${version} first seen`}
          >
            <FlagShape />
          </span>
        ))}
    </>
  );
}

/** What was started, what it was worth, and how long it took. */
function Figures({
  summary: { current, previous },
  verdict,
}: {
  readonly summary: TransactionTypeSummary;
  readonly verdict: TransactionVerdict;
}): JSX.Element {
  const amount = current.amounts[0];
  const amountBefore = previous.amounts.find(({ currency }) => currency === amount?.currency);
  return (
    <dl>
      <div>
        <dt>started</dt>
        <dd>
          {formatCount(current.started)}{" "}
          <Delta
            now={current.started}
            before={previous.started}
            lack={lackOfCounts(current.started, previous.started)}
            className={css["delta"]}
          />
        </dd>
      </div>
      <div>
        <dt>amount</dt>
        <dd title={current.amounts.map(formatMoneyExact).join(", ")}>
          {formatAmounts(current.amounts, 2)}{" "}
          <Delta
            now={amount === undefined ? null : Number(amount.amount)}
            before={amountBefore === undefined ? null : Number(amountBefore.amount)}
            verdict={verdict.amount}
            lack={lackOfFigures(current.completed, previous.completed)}
            className={css["delta"]}
          />
        </dd>
      </div>
      <div>
        <dt>p95</dt>
        <dd>
          {formatDuration(current.p95Ms)}{" "}
          <Delta
            now={current.p95Ms}
            before={previous.p95Ms}
            verdict={verdict.p95}
            lack={lackOfFigures(endedOf(current), endedOf(previous))}
            className={css["delta"]}
          />
        </dd>
      </div>
    </dl>
  );
}
