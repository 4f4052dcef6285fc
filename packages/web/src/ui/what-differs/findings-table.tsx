// The findings as a table: rank, attribute above value, two bars, the difference with its interval, people and money.
// It is made of roles rather than of table elements, because a phone shows a row as lines below each other.
import type { DiffersResult, Finding } from "contract";
import { useState, type JSX } from "react";

import { formatCount, formatShare } from "../../lib/format.ts";
import { formatAmounts, formatMoneyExact } from "../../lib/format-money.ts";
import { AndMore } from "../and-more.tsx";
import { classes } from "../classes.ts";
import { CopyMarkdown } from "../copy-markdown.tsx";
import { Icon } from "../icons.tsx";
import { ListExport } from "../list/list-export.tsx";
import { ui } from "../styles.ts";
import { conditionOf, findingColumns } from "./finding-columns.ts";
import {
  atLeastWords,
  differenceFinding,
  filtersOf,
  intervalOf,
  partWords,
  points,
} from "./finding-words.ts";
import css from "./findings-table.module.css";
import { PairBars, type PairSide } from "../pair-bars.tsx";
import { Histogram } from "./histogram.tsx";

export interface FindingsTableProps {
  readonly result: DiffersResult;
  readonly onFilter: (conditions: readonly string[]) => void;
  readonly filterLabel: string;
  readonly onBreakDown: ((key: string) => void) | undefined;
}

export function FindingsTable(props: FindingsTableProps): JSX.Element {
  const { result } = props;
  const countHead = result.selection.people === null ? unitHeads[result.unit] : "People";
  return (
    <>
      <div className={css["table"]} role="table" aria-label="Findings">
        <div role="rowgroup">
          <div role="row" className={css["head"]}>
            <span role="columnheader">
              <span className={ui.text["sr"]}>Rank</span>
            </span>
            <span role="columnheader">Attribute</span>
            <span role="columnheader">Share of each group</span>
            <span role="columnheader">Difference, 95 % sure</span>
            <span role="columnheader" className={css["right"]}>
              {countHead}
            </span>
          </div>
        </div>
        <div role="rowgroup">
          {result.findings.map((finding, at) => (
            <Row
              key={finding.parts.map(({ key, value }) => `${key}=${value}`).join("&")}
              rank={at + 1}
              finding={finding}
              {...props}
            />
          ))}
        </div>
        <AndMore
          truncated={result.truncatedFindings}
          things="findings"
          by="certain difference"
          fix="Filter by what a finding names, to see what differs beside it."
        />
      </div>
      <ListExport
        label="Findings"
        columns={findingColumns}
        rows={result.findings}
        keyOf={conditionOf}
        truncated={result.truncatedFindings}
      />
    </>
  );
}

const unitHeads = {
  spans: "Spans",
  transactions: "Transactions",
  workflows: "Workflows",
  people: "People",
} as const;

interface RowProps extends FindingsTableProps {
  readonly rank: number;
  readonly finding: Finding;
}

function Row({ rank, finding, result, onFilter, filterLabel, onBreakDown }: RowProps): JSX.Element {
  const filters = filtersOf(finding);
  const label = finding.parts.map((part) => partWords(part).join(" ")).join(" and ");
  const key = finding.parts[0]?.key ?? "";
  return (
    <div role="row" className={css["row"]}>
      <span role="cell" className={css["rank"]}>
        {rank}
      </span>
      <div role="cell" className={css["attribute"]}>
        <Parts
          finding={finding}
          label={`${filterLabel} ${label}`}
          onFilter={filters && (() => onFilter(filters))}
        />
        <GoesWith finding={finding} />
      </div>
      <div role="cell" className={css["shares"]}>
        {finding.numbers === null ? <Bars finding={finding} /> : <Histogram finding={finding} />}
      </div>
      <div role="cell" className={css["interval"]}>
        <IntervalMark finding={finding} />
        <span title={`95 % interval from ${points(finding.low)} to ${points(finding.high)}`}>
          <b>{points(finding.difference)}</b> <span className={ui.text["dim"]}>{atLeastWords(finding)}</span>
        </span>
      </div>
      <div role="cell" className={css["people"]}>
        <Count finding={finding} result={result} />
        <span className={css["action"]}>
          {onBreakDown !== undefined && (
            <button
              type="button"
              aria-label={`Break down by ${key}`}
              title="Break down by this"
              onClick={() => onBreakDown(key)}
            >
              <Icon name="funnels" />
            </button>
          )}
          <CopyMarkdown finding={differenceFinding(finding, result)} variant="icon" />
        </span>
      </div>
    </div>
  );
}

function Parts({
  finding,
  label,
  onFilter,
}: {
  readonly finding: Finding;
  readonly label: string;
  readonly onFilter: (() => void) | undefined;
}): JSX.Element {
  const text = finding.parts.map((part, at) => {
    const [key, value] = partWords(part);
    return (
      <span key={part.key} className={css["part"]}>
        <code title={key}>
          {at > 0 && <span className={css["and"]}>and </span>}
          {key}
        </code>
        <b title={value}>{value}</b>
      </span>
    );
  });
  if (onFilter === undefined) return <span>{text}</span>;
  return (
    <button
      type="button"
      className={classes(ui.table["rowLink"], css["filter"])}
      aria-label={label}
      title={label}
      onClick={onFilter}
    >
      {text}
    </button>
  );
}

/** At most this many are named at first. */
const namedAtFirst = 2;

function GoesWith({ finding }: { readonly finding: Finding }): JSX.Element | null {
  const [open, setOpen] = useState(false);
  const all = finding.goesWith;
  if (all.length === 0) return null;
  const shown = open ? all : all.slice(0, namedAtFirst);
  return (
    <p className={css["with"]}>
      goes with{" "}
      {shown.map((part, at) => {
        const [key, value] = partWords(part);
        const shares = `${formatShare(part.selectionShare)} of the selection, ${formatShare(part.restShare)} of the rest`;
        return (
          <span key={key} title={shares}>
            {at > 0 && ", "}
            <code>{key}</code> {value}
          </span>
        );
      })}
      {all.length > namedAtFirst && (
        <button type="button" className={ui.text["link"]} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Fewer" : `${all.length - namedAtFirst} more`}
        </button>
      )}
      {finding.truncatedGoesWith > 0 && ` and ${formatCount(finding.truncatedGoesWith)} others`}
    </p>
  );
}

function Bars({ finding }: { readonly finding: Finding }): JSX.Element {
  return (
    <PairBars sides={[sideOf("Selection", finding.selectionShare), sideOf("Rest", finding.restShare)]} />
  );
}

const sideOf = (label: string, share: number): PairSide => ({
  label,
  length: share,
  value: formatShare(share),
});

/** The difference on a scale from 0 to 100 points, with its interval. */
function IntervalMark({ finding }: { readonly finding: Finding }): JSX.Element {
  const { left, width, at } = intervalOf(finding);
  return (
    <span className={css["scale"]} aria-hidden="true">
      <i style={{ left: `${left}%`, width: `${width}%` }} />
      <em style={{ left: `${at}%` }} />
    </span>
  );
}

function Count({
  finding,
  result,
}: {
  readonly finding: Finding;
  readonly result: DiffersResult;
}): JSX.Element {
  const ofPeople = finding.people !== null && result.selection.people !== null;
  const [count, all] = ofPeople
    ? [finding.people, result.selection.people]
    : [finding.selectionCount, result.selection.count];
  return (
    <span>
      <span title={`${formatCount(finding.selectionCount)} ${result.unit}`}>
        {formatCount(count)} of {formatCount(all)}
      </span>
      {finding.amounts.length > 0 && (
        <span
          className={css["money"]}
          title={`Money of the transactions concerned: ${finding.amounts.map(formatMoneyExact).join(", ")}`}
        >
          {formatAmounts(finding.amounts, 2)}
        </span>
      )}
    </span>
  );
}
