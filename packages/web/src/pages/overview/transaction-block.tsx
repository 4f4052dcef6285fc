// One transaction type on the overview: completion, outcomes over time, count, amount and duration.
import { Link } from "@tanstack/react-router";
import { measureText, measureWord } from "catalog/measures";
import type { TransactionTypeSummary } from "contract";
import type { JSX } from "react";

import type { KnownEvidence } from "../../data/use-transaction-evidence.ts";
import { lackOfCounts, lackOfFigures } from "../../lib/comparable.ts";
import { compareAmounts } from "../../lib/compared-amounts.ts";
import { type MaybeLate, unknownWords } from "../../lib/completeness.ts";
import { formatCount } from "../../lib/format.ts";
import { formatMeasure, formatOf } from "../../lib/format-measure.ts";
import { formatAmounts, formatMoneyExact } from "../../lib/format-money.ts";
import { formatTime } from "../../lib/time.ts";
import { endedOf, judge, type TransactionVerdict } from "../../lib/transaction-verdict.ts";
import { FlagShape } from "../../ui/chart-flag.tsx";
import { Delta } from "../../ui/delta.tsx";
import { LateEnd, lateEndLabel } from "../../ui/late-end.tsx";
import { OutcomeBars } from "../../ui/outcome-bars.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import type { JudgedDeploy } from "../../lib/deploy-effect.ts";
import css from "./transaction-strip.module.css";

export interface TransactionBlockProps {
  readonly summary: MaybeLate<TransactionTypeSummary>;
  /** All that was received; the figures and the verdict end where data is complete. */
  readonly received: TransactionTypeSummary["buckets"] | undefined;
  readonly fromMs: number;
  readonly toMs: number;
  /** The range ends at this moment. */
  readonly endsNow: boolean;
  readonly deploys: readonly JudgedDeploy[];
  readonly isEstimate: boolean;
  readonly known: ReturnType<KnownEvidence["of"]>;
  /** Whether a new error has transactions at risk. */
  readonly isAtRisk: boolean;
}

const mostFlags = 3;

/** A link to the type's page. */
export function TransactionBlock(props: TransactionBlockProps): JSX.Element {
  const { summary, fromMs, toMs, endsNow, deploys, isEstimate, isAtRisk, known } = props;
  const { type, current, previous, buckets, late, lack } = summary;
  const unknown = unknownWords(summary) ?? known?.unknown;
  const verdict = judge(summary, { ...known, isEstimate, isAtRisk, unknown });
  return (
    <Link className={css["block"]} to="/transactions/$type" params={{ type }}>
      <h3>
        <span className={ui.text["ellip"]}>{type}</span>
        <Status kind={verdict.kind} className={css["status"]} title={late ? lateEndLabel(late) : lack}>
          {verdict.word}
        </Status>
      </h3>
      <p className={css["hero"]}>
        <b>{formatMeasure("completion", current.completionRate)}</b>
        <Delta
          now={current.completionRate}
          before={previous.completionRate}
          share
          verdict={verdict.completion}
          lack={lack ?? lackOfFigures(endedOf(current), endedOf(previous))}
          className={css["delta"]}
        />
        <span title={measureText("completion")}>
          {measureWord("completion")}
          {late && (lack === undefined ? ` up to ${formatTime(late.upToMs)}` : " of what was received")}
        </span>
        {verdict.fall?.since !== undefined && (
          <span className={css["since"]}>
            {formatMeasure("completion", verdict.fall.after)} since{" "}
            {formatTime(Date.parse(verdict.fall.since))}
          </span>
        )}
      </p>
      <div className={css["plot"]}>
        <Deploys deploys={deploys} fromMs={fromMs} toMs={toMs} />
        <OutcomeBars buckets={props.received ?? buckets} label={`${type}: ended per bucket by outcome`} />
        <LateEnd late={late} fromMs={fromMs} toMs={toMs} />
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
  summary: { current, previous, lack },
  verdict,
}: {
  readonly summary: MaybeLate<TransactionTypeSummary>;
  readonly verdict: TransactionVerdict;
}): JSX.Element {
  const amounts = compareAmounts(current, previous);
  // durations are those of completed transactions
  const lackOfCompleted = lack ?? lackOfFigures(current.completed, previous.completed);
  return (
    <dl>
      <div>
        <dt title={measureText("started")}>{measureWord("started")}</dt>
        <dd>
          {formatCount(current.started)}{" "}
          <Delta
            now={current.started}
            before={previous.started}
            lack={lack ?? lackOfCounts(current.started, previous.started)}
            className={css["delta"]}
          />
        </dd>
      </div>
      <div>
        <dt title={measureText("amount")}>{measureWord("amount")}</dt>
        <dd title={current.amounts.map(formatMoneyExact).join(", ")}>
          {formatAmounts(current.amounts, 2)}{" "}
          <Delta
            now={amounts.now}
            before={amounts.before}
            format={(amount) =>
              formatAmounts(current.amounts.map((one) => ({ ...one, amount: String(amount) })))
            }
            verdict={verdict.amount}
            lack={lack ?? amounts.lack}
            className={css["delta"]}
          />
        </dd>
      </div>
      <div>
        <dt title={measureText("transactionDuration.p95")}>{measureWord("transactionDuration.p95")}</dt>
        <dd>
          {formatMeasure("transactionDuration.p95", current.p95Ms)}{" "}
          <Delta
            now={current.p95Ms}
            before={previous.p95Ms}
            format={formatOf("transactionDuration.p95")}
            verdict={verdict.p95}
            lack={lackOfCompleted}
            className={css["delta"]}
          />
        </dd>
      </div>
    </dl>
  );
}
