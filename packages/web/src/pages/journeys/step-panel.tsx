// The selected step: people, time, and the steps before and after it.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";

import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import css from "./step-panel.module.css";
import type { StepEdge, StepFacts } from "./step-facts.ts";
import { ui } from "../../ui/styles.ts";

export interface StepPanelProps {
  readonly facts: StepFacts;
  readonly journey: string;
  /** The journey is a declared funnel. */
  readonly funnel: boolean;
  readonly onSelect: (step: string | undefined) => void;
}

export function StepPanel({ facts, journey, funnel, onSelect }: StepPanelProps): JSX.Element {
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
          none="the journey begins here"
          first
          onSelect={onSelect}
        />
        <Edges title="Went to" edges={facts.wentTo} none="the journey ends here" onSelect={onSelect} />
        {facts.loops.length > 0 && <Edges title="Loops" edges={facts.loops} none="" onSelect={onSelect} />}
      </Table>
      {funnel && (
        <div className={css["actions"]}>
          <Link
            className={ui.button["primary"]}
            to="/funnels/$name"
            params={{ name: journey }}
            search={{ step: node.step }}
          >
            Open as funnel
          </Link>
        </div>
      )}
    </aside>
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
  readonly none: string;
  readonly first?: boolean;
  readonly onSelect: (step: string) => void;
}

function Edges({ title, edges, none, first = false, onSelect }: EdgesProps): JSX.Element {
  return (
    <>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{title}</Table.Th>
          {["People", "Share", "Median"].map((name) => (
            <Table.Th key={name} className={ui.table["num"]}>
              {first ? name : <span className={ui.text["sr"]}>{name}</span>}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {edges.length === 0 && (
          <Table.Tr>
            <Table.Td colSpan={4} className={classes(ui.text["dim"], css["none"])}>
              {none}
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
          </Table.Tr>
        ))}
      </Table.Tbody>
    </>
  );
}
