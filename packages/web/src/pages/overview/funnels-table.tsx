// The funnels on the overview: bars of people by step, conversion, and the step that changed most.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { FunnelSummary } from "contract";
import type { JSX } from "react";

import { formatCount, formatShare } from "../../lib/format.ts";
import { previousConversionOf } from "../../lib/previous-people.ts";
import { none } from "../../lib/locale.ts";
import { classes } from "../../ui/classes.ts";
import { Delta } from "../../ui/delta.tsx";
import { ui } from "../../ui/styles.ts";
import { conversionVerdict, mostMoved } from "./funnel-moves.ts";
import css from "./funnels-table.module.css";

/** Rows lead to the funnel. */
export function FunnelsTable({
  funnels,
  isEstimate,
}: {
  readonly funnels: readonly FunnelSummary[];
  readonly isEstimate: boolean;
}): JSX.Element {
  return (
    <div className={ui.screen["scrollX"]}>
      <Table className={classes(ui.table["table"], css["funnels"])}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th className={ui.table["name"]}>Funnel</Table.Th>
            <Table.Th>Steps</Table.Th>
            <Table.Th className={classes(ui.table["num"], ui.screen["hideNarrow"])}>First → last</Table.Th>
            <Table.Th className={ui.table["num"]}>Conversion</Table.Th>
            <Table.Th className={ui.table["num"]}>vs. before</Table.Th>
            <Table.Th className={ui.screen["hideNarrow"]}>Largest change</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {funnels.map((funnel) => (
            <Row key={funnel.name} funnel={funnel} isEstimate={isEstimate} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Row({
  funnel,
  isEstimate,
}: {
  readonly funnel: FunnelSummary;
  readonly isEstimate: boolean;
}): JSX.Element {
  const { name, steps, conversion } = funnel;
  const moved = mostMoved(funnel, isEstimate);
  return (
    <Table.Tr>
      <Table.Td className={ui.table["name"]}>
        <Link
          className={classes(ui.table["rowLink"], ui.text["strong"])}
          to="/funnels/$name"
          params={{ name }}
          title={name}
        >
          {name}
        </Link>
      </Table.Td>
      <Table.Td>
        <MiniFunnel funnel={funnel} />
      </Table.Td>
      <Table.Td className={classes(ui.table["num"], ui.screen["hideNarrow"])}>
        {formatCount(steps[0]?.people)} <span className={ui.text["dim"]}>→</span>{" "}
        {formatCount(steps.at(-1)?.people)}
      </Table.Td>
      <Table.Td className={ui.table["num"]}>
        <b className={ui.text["strong"]}>{formatShare(conversion)}</b>
      </Table.Td>
      <Table.Td className={ui.table["num"]}>
        <Delta
          now={conversion}
          before={previousConversionOf(funnel)}
          share
          verdict={conversionVerdict(funnel, isEstimate)}
          orNone
        />
      </Table.Td>
      <Table.Td className={classes(css["change"], ui.screen["hideNarrow"])}>
        {moved === undefined ? (
          <span className={ui.text["dim"]}>{none}</span>
        ) : (
          <>
            <span>
              {moved.from} → {moved.to}
            </span>{" "}
            <Delta now={moved.now} before={moved.before} share verdict={moved.verdict} />
          </>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

const width = 132;
const height = 24;
const gap = 3;

/** People at each step; the last is the goal. */
function MiniFunnel({ funnel: { name, steps } }: { readonly funnel: FunnelSummary }): JSX.Element {
  const most = Math.max(1, ...steps.map(({ people }) => people));
  const wide = (width - gap * (steps.length - 1)) / Math.max(1, steps.length);
  return (
    <svg
      className={css["bars"]}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={`${name}: ${steps.map((step) => `${step.name} ${step.people}`).join(", ")}`}
    >
      {steps.map((step, at) => {
        const tall = Math.max(step.people === 0 ? 0 : 1, (step.people / most) * height);
        return (
          <rect key={step.name} x={at * (wide + gap)} y={height - tall} width={wide} height={tall} rx="1">
            <title>{`${step.name} ${formatCount(step.people)}`}</title>
          </rect>
        );
      })}
    </svg>
  );
}
