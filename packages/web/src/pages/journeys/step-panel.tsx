// The selected step: people, time, and the steps before and after it.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";

import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { none } from "../../lib/locale.ts";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import css from "./step-panel.module.css";
import type { StepEdge, StepFacts } from "./step-facts.ts";
import { ui } from "../../ui/styles.ts";

export interface StepPanelProps {
  readonly facts: StepFacts;
  readonly journey: string;
  /** The steps of the path that leads to the step. */
  readonly funnel: readonly string[];
  readonly fold: FoldProps;
  readonly onSelect: (step: string | undefined) => void;
}

interface FoldProps {
  readonly isFolded: boolean;
  /** There is something behind the step that can be hidden. */
  readonly canFold: boolean;
  readonly isBackwards: boolean;
  readonly onFold: (isFolded: boolean) => void;
}

export function StepPanel({ facts, journey, funnel, fold, onSelect }: StepPanelProps): JSX.Element {
  const { node } = facts;
  return (
    <aside className={css["panel"]} aria-label="Selected step">
      <header>
        <p className={ui.text["dim"]}>
          step {facts.position} of {facts.of}
        </p>
        <button
          type="button"
          className={classes(ui.button["icon"], css["close"])}
          aria-label="Close"
          title="Close (esc)"
          onClick={() => onSelect(undefined)}
        >
          <Icon name="close" />
        </button>
        <h2>{node.step}</h2>
      </header>
      <Facts facts={facts} />
      <Table className={classes(ui.table["table"], css["edges"])}>
        <Edges
          title="Came from"
          edges={facts.cameFrom}
          whenNone="the journey begins here"
          first
          onSelect={onSelect}
        />
        <Edges title="Went to" edges={facts.wentTo} whenNone="the journey ends here" onSelect={onSelect} />
        {facts.loops.length > 0 && (
          <Edges title="Loops" edges={facts.loops} whenNone="" onSelect={onSelect} />
        )}
      </Table>
      <div className={css["actions"]}>
        {funnel.length > 1 && (
          <Link
            className={ui.button["primary"]}
            to="/funnels/$name"
            params={{ name: journey }}
            search={{ steps: [...funnel], step: funnel.at(-1) === node.step ? funnel.at(-2) : funnel[0] }}
            title={funnel.join(" → ")}
          >
            Open as funnel
          </Link>
        )}
        <FoldButton {...fold} />
      </div>
      {funnel.length > 1 && <p className={classes(ui.text["dim"], css["path"])}>{funnel.join(" → ")}</p>}
    </aside>
  );
}

/** Hides the steps that follow, or backwards those before; `←` and `→` do the same. */
function FoldButton({ isFolded, canFold, isBackwards, onFold }: FoldProps): JSX.Element | null {
  if (!canFold && !isFolded) return null;
  return (
    <button
      type="button"
      className={ui.button["quiet"]}
      aria-pressed={isFolded}
      onClick={() => onFold(!isFolded)}
    >
      {isFolded ? "Expand" : isBackwards ? "Collapse what leads here" : "Collapse what follows"}
    </button>
  );
}

function Facts({ facts }: { readonly facts: StepFacts }): JSX.Element {
  const { node, timeMs, wentTo } = facts;
  const errors = node.people === 0 ? null : node.errors / node.people;
  return (
    <dl className={css["facts"]}>
      <div>
        <dt>people</dt>
        <dd>{formatCount(node.people)}</dd>
      </div>
      <div>
        <dt>time here</dt>
        <dd title="Typical time until the next step">{formatDuration(timeMs)}</dd>
      </div>
      <div>
        <dt>errors</dt>
        <dd className={node.errors > 0 ? ui.text["bad"] : undefined}>
          {node.errors === 0 ? "–" : formatShare(errors)}
        </dd>
      </div>
      <div>
        <dt>left</dt>
        <dd>{wentTo.some((e) => e.step === null) ? formatShare(node.left / node.people) : "–"}</dd>
      </div>
    </dl>
  );
}

interface EdgesProps {
  readonly title: string;
  readonly edges: readonly StepEdge[];
  readonly whenNone: string;
  readonly first?: boolean;
  readonly onSelect: (step: string) => void;
}

function Edges({ title, edges, whenNone, first = false, onSelect }: EdgesProps): JSX.Element {
  return (
    <>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{title}</Table.Th>
          {["People", "Share", "Median", "Errors"].map((name) => (
            <Table.Th key={name} className={ui.table["num"]}>
              {first ? name : <span className={ui.text["sr"]}>{name}</span>}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {edges.length === 0 && (
          <Table.Tr>
            <Table.Td colSpan={5} className={classes(ui.text["dim"], css["none"])}>
              {whenNone}
            </Table.Td>
          </Table.Tr>
        )}
        {edges.map((edge) => (
          <Table.Tr key={edge.name}>
            <Table.Td>
              {edge.step === null ? (
                <span className={ui.text["ellip"]}>{edge.name}</span>
              ) : (
                <button
                  type="button"
                  className={classes(ui.table["rowLink"], ui.text["ellip"])}
                  onClick={() => onSelect(edge.step!)}
                >
                  {edge.name}
                </button>
              )}
              <span
                className={classes(css["share"], (edge.step === null || title === "Loops") && css["off"])}
              >
                <i style={{ width: `${Math.min(100, edge.share * 100)}%` }} />
              </span>
            </Table.Td>
            <Table.Td className={ui.table["num"]}>{formatCount(edge.people)}</Table.Td>
            <Table.Td className={classes(ui.table["num"], ui.text["soft"])}>
              {formatShare(edge.share)}
            </Table.Td>
            <Table.Td className={ui.table["num"]}>{formatDuration(edge.medianMs)}</Table.Td>
            <Table.Td className={classes(ui.table["num"], (edge.errors ?? 0) > 0 && ui.text["bad"])}>
              {edge.errors === null || edge.errors === 0 ? none : formatShare(edge.errors)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </>
  );
}
