// All funnels: bars of people by step, conversion, and the change against the previous period.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { FunnelSummary } from "contract";
import type { JSX } from "react";

import { useEstimated } from "../../data/use-estimated.ts";
import { estimateWords } from "../../lib/sampled.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import { previousConversionOf } from "../../lib/previous-people.ts";
import { describePrevious, namePrevious } from "../../lib/range-words.ts";
import { useScope } from "../../state/scope.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { classes } from "../../ui/classes.ts";
import { CopyLink } from "../../ui/copy-button.tsx";
import { Delta } from "../../ui/delta.tsx";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonTable } from "../../ui/skeleton.tsx";
import { Snippet } from "../../ui/snippet.tsx";
import { ui } from "../../ui/styles.ts";
import { useRowKeys } from "../../ui/use-row-keys.ts";
import { conversionVerdict, toSteps, worstStep } from "./funnel-model.ts";
import css from "./funnels.module.css";
import { SavedFunnels } from "./saved-funnels.tsx";

const snippet = `import { funnel } from "telltale";

const checkout = funnel("checkout", ["cart", "address", "payment", "done"]);
checkout.step("cart", { user: "u1" });
checkout.abandon("payment", { user: "u1", reason: "too slow" });`;

export function FunnelsPage(): JSX.Element {
  const { rangeQuery } = useScope();
  const table = useRowKeys();
  const query = useEstimated("/api/funnels", { query: rangeQuery });
  const { data } = query;
  const sub =
    data === undefined
      ? undefined
      : `${estimateWords("people", data)}people who took the steps in order, compared with ${namePrevious(Date.parse(data.from), Date.parse(data.to))}, ${describePrevious(data.from, data.to)}`;
  return (
    <>
      <PageHead title="Funnels" sub={sub} actions={<CopyLink />} />
      <QueryView
        query={query}
        skeleton={<SkeletonTable head={["Funnel", "Steps", "Started", "Finished", "Conversion"]} />}
      >
        {({ funnels, isEstimate, nextCursor }) =>
          funnels.length === 0 ? (
            <EmptyState
              title="No funnel in this range"
              guide="journeys-and-funnels"
              why="A funnel is a journey with ordered steps. It shows conversion and drop-off. Declare its steps once and record them as they happen."
              actions={<ScopeWideners />}
              snippet={<Snippet code={snippet} />}
            />
          ) : (
            <div>
              <Table ref={table} aria-label="Funnels" className={classes(ui.table["table"], css["funnels"])}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th className={ui.table["name"]}>Funnel</Table.Th>
                    <Table.Th>Steps</Table.Th>
                    <Table.Th className={classes(ui.table["num"], ui.screen["hidePhone"])}>Started</Table.Th>
                    <Table.Th className={classes(ui.table["num"], ui.screen["hidePhone"])}>Finished</Table.Th>
                    <Table.Th className={ui.table["num"]}>Conversion</Table.Th>
                    <Table.Th className={ui.table["num"]}>vs. before</Table.Th>
                    <Table.Th className={classes(ui.table["name"], ui.screen["hidePhone"], css["drop"])}>
                      Largest drop after
                    </Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {funnels.map((funnel) => (
                    <Row key={funnel.name} funnel={funnel} isEstimate={isEstimate} />
                  ))}
                </Table.Tbody>
              </Table>
              <AndMore
                truncated={nextCursor !== null}
                things="funnels"
                by="people"
                fix="Choose an environment, or a shorter time range."
              />
            </div>
          )
        }
      </QueryView>
      <SavedFunnels />
    </>
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
  const models = toSteps(funnel, isEstimate);
  const worst = worstStep(models);
  const after = models[models.findIndex((step) => step.name === worst) + 1];
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
        <StepBars funnel={funnel} />
      </Table.Td>
      <Table.Td className={classes(ui.table["num"], ui.screen["hidePhone"])}>
        {formatCount(steps[0]?.people)}
      </Table.Td>
      <Table.Td className={classes(ui.table["num"], ui.screen["hidePhone"])}>
        {formatCount(steps.at(-1)?.people)}
      </Table.Td>
      <Table.Td className={classes(ui.table["num"], ui.text["strong"])}>{formatShare(conversion)}</Table.Td>
      <Table.Td className={ui.table["num"]}>
        <Delta
          now={conversion}
          before={previousConversionOf(funnel)}
          share
          verdict={conversionVerdict(funnel, isEstimate)}
          orNone
        />
      </Table.Td>
      <Table.Td className={classes(ui.table["name"], ui.screen["hidePhone"], css["drop"])} title={worst}>
        {worst === undefined || after === undefined ? (
          <span className={ui.text["dim"]}>–</span>
        ) : (
          <>
            {worst} <span className={ui.text["dim"]}>{formatCount(after.dropped)} dropped</span>{" "}
            <Delta now={after.ofBefore} before={after.ofBeforeThen} share verdict={after.verdict} />
          </>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

const height = 26;

function StepBars({ funnel: { name, steps } }: { readonly funnel: FunnelSummary }): JSX.Element {
  const most = Math.max(1, ...steps.map((step) => step.people));
  return (
    <span
      className={css["bars"]}
      role="img"
      aria-label={`${name}: ${steps.map((step) => `${step.name} ${step.people}`).join(", ")}`}
    >
      {steps.map((step) => (
        <i
          key={step.name}
          title={`${step.name} ${formatCount(step.people)}`}
          style={{ height: step.people === 0 ? 0 : Math.max(1, (step.people / most) * height) }}
        />
      ))}
    </span>
  );
}
