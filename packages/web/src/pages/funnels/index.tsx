// All funnels: bars of people by step, conversion, and what changed against the period before.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { FunnelSummary } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { describePrevious, namePrevious } from "../../lib/time-range.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import { useScope } from "../../state/scope.ts";
import { CopyLink } from "../../ui/copy-button.tsx";
import { Delta } from "../../ui/delta.tsx";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonTable } from "../../ui/skeleton.tsx";
import { useRowKeys } from "../../ui/use-row-keys.ts";
import { Snippet } from "../../ui/snippet.tsx";
import { conversionVerdict, toSteps, worstStep } from "./funnel-model.ts";
import "./funnels.css";

const snippet = `import { funnel } from "telltale";

const checkout = funnel("checkout", ["cart", "address", "payment", "done"]);
checkout.step("cart", { user: "u1" });
checkout.abandon("payment", { user: "u1", reason: "too slow" });`;

export function FunnelsPage(): JSX.Element {
  const { rangeQuery } = useScope();
  useRowKeys(".funnels");
  const query = useApi("/api/funnels", { query: rangeQuery });
  const { data } = query;
  const sub =
    data === undefined
      ? undefined
      : `people who took the steps in order, compared with ${namePrevious(Date.parse(data.from), Date.parse(data.to))}, ${describePrevious(data.from, data.to)}`;
  return (
    <>
      <PageHead title="Funnels" sub={sub} actions={<CopyLink />} />
      <QueryView
        query={query}
        skeleton={<SkeletonTable head={["Funnel", "Steps", "Started", "Finished", "Conversion"]} />}
      >
        {({ funnels }) =>
          funnels.length === 0 ? (
            <EmptyState
              title="No funnel in this range"
              why="A funnel is a journey with ordered steps. It shows conversion and drop-off. Declare its steps once and record them as they happen."
              actions={<ScopeWideners />}
              snippet={<Snippet code={snippet} />}
            />
          ) : (
            <div className="scroll-x-narrow">
              <Table className="table funnels">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Funnel</Table.Th>
                    <Table.Th>Steps</Table.Th>
                    <Table.Th className="num c-wide">Started</Table.Th>
                    <Table.Th className="num c-wide">Finished</Table.Th>
                    <Table.Th className="num">Conversion</Table.Th>
                    <Table.Th className="num">vs. before</Table.Th>
                    <Table.Th className="c-wide">Largest drop after</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {funnels.map((funnel) => (
                    <Row key={funnel.name} funnel={funnel} />
                  ))}
                </Table.Tbody>
              </Table>
            </div>
          )
        }
      </QueryView>
    </>
  );
}

function Row({ funnel }: { readonly funnel: FunnelSummary }): JSX.Element {
  const { name, steps, conversion, previousConversion } = funnel;
  const models = toSteps(funnel);
  const worst = worstStep(models);
  const after = models[models.findIndex((step) => step.name === worst) + 1];
  return (
    <Table.Tr>
      <Table.Td>
        <Link className="row-link strong" to="/funnels/$name" params={{ name }}>
          {name}
        </Link>
      </Table.Td>
      <Table.Td>
        <StepBars funnel={funnel} />
      </Table.Td>
      <Table.Td className="num c-wide">{formatCount(steps[0]?.people)}</Table.Td>
      <Table.Td className="num c-wide">{formatCount(steps.at(-1)?.people)}</Table.Td>
      <Table.Td className="num strong">{formatShare(conversion)}</Table.Td>
      <Table.Td className="num">
        <Delta now={conversion} before={previousConversion} share verdict={conversionVerdict(funnel)} />
      </Table.Td>
      <Table.Td className="c-wide">
        {worst === undefined || after === undefined ? (
          <span className="dim">–</span>
        ) : (
          <>
            {worst} <span className="dim">{formatCount(after.dropped)} dropped</span>{" "}
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
      className="sbars"
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
