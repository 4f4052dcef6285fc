// The conversion of a funnel by the values of an attribute: of the records of a step, or of the spans in the traces of a step.
import type { FunnelGroupMoneyResult } from "contract";
import { type JSX, useState } from "react";

import { type Answer, type ApiOptions, useApi } from "../../data/use-api.ts";
import { sampledWords } from "../../lib/sampled.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { List } from "../../ui/list/list.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { ui } from "../../ui/styles.ts";
import { type Attribute, AttributeMenu, StepMenu, toSpan } from "./attribute-menu.tsx";
import {
  type Breakdown,
  groupColumns,
  notRecorded,
  ofRecords,
  ofTraces,
  withMoney,
} from "./group-columns.tsx";
import type { FunnelSearch } from "./search.ts";
import type { StepsQuery } from "./use-steps-query.ts";

export interface FunnelGroupsProps {
  readonly funnel: string;
  readonly asked: StepsQuery;
  /** The steps of the funnel in order. */
  readonly steps: readonly { readonly name: string }[];
  readonly search: FunnelSearch;
  readonly onSearch: (change: FunnelSearch) => void;
}

/** What a list below shows says itself why it is missing. */
const partOf = (name: string, isShown: boolean): ApiOptions => (isShown ? {} : { part: name });

/** What the breakdown shows, by the attribute and the step that are chosen. Attributes of traces take a read of their own. */
function useBreakdown(
  { funnel, asked, search }: FunnelGroupsProps,
  at: string | undefined,
  isMenuOpen: boolean,
) {
  const { by, spanService: service, spanName: name } = search;
  const params = { name: funnel };
  const shared = { ...asked, step: at };
  const span = toSpan({ key: by ?? "", service, name });
  const ofSpan = span && { by: span.key, spanService: span.service, spanName: span.name };
  const records = useApi(
    "/api/funnels/:name/groups",
    { params, query: { ...shared, by: span === undefined ? by : undefined } },
    partOf("attributes of steps", span === undefined),
  );
  const traces = useApi(
    "/api/funnels/:name/trace-groups",
    { params, query: { ...shared, ...ofSpan } },
    { ...partOf("attributes of traces", span !== undefined), enabled: span !== undefined || isMenuOpen },
  );
  const chosen: Attribute = span ?? { key: by ?? records.data?.by ?? "" };
  const money = useApi(
    "/api/funnels/:name/group-money",
    { params, query: { ...shared, ...ofSpan, by: chosen.key } },
    // amounts stay while the complete part becomes longer, and are not those of another attribute
    { part: "amounts by group", enabled: chosen.key !== "", sameStart: true },
  );
  return { records, traces, chosen, span, money: money.data };
}

export function FunnelGroups(props: FunnelGroupsProps): JSX.Element {
  const { search, onSearch } = props;
  const steps = props.steps.slice(0, -1).map(({ name }) => name);
  const at = steps.slice(1).find((step) => step === search.at);
  const [isMenuOpen, setMenuOpen] = useState(false);
  const { records, traces, chosen, span, money } = useBreakdown(props, at, isMenuOpen);
  const shown = { money, by: chosen.key, at };
  return (
    <section className={ui.section["section"]} aria-label="Breakdown">
      <header>
        <h2>Conversion by</h2>
        <AttributeMenu
          chosen={chosen}
          keys={records.data?.keys ?? []}
          ofTraces={traces.data?.attributes}
          onOpen={() => setMenuOpen(true)}
          onSearch={onSearch}
        />
        {span !== undefined && (
          <span className={ui.text["dim"]}>
            in {span.service} · {span.name}
          </span>
        )}
        <StepMenu steps={steps} value={at ?? steps[0] ?? ""} onSearch={onSearch} />
      </header>
      {span === undefined ? (
        <Groups query={records} breakdownOf={ofRecords} {...shown} />
      ) : (
        <Groups query={traces} breakdownOf={ofTraces} {...shown} isOfTraces />
      )}
    </section>
  );
}

interface GroupsProps<Result> {
  readonly query: Answer<Result>;
  readonly breakdownOf: (result: Result) => Breakdown;
  /** `undefined` until it is read. */
  readonly money: FunnelGroupMoneyResult | undefined;
  readonly by: string;
  readonly at: string | undefined;
  readonly isOfTraces?: boolean;
}

function Groups<Result>({
  query,
  breakdownOf,
  money,
  by,
  at,
  isOfTraces = false,
}: GroupsProps<Result>): JSX.Element {
  const hasMoney = money !== undefined && money.groups.length > 0;
  return (
    <QueryView query={query} inline skeleton={<ListSkeleton columns={groupColumns(false, at)} rows={4} />}>
      {(result) => {
        const counted = breakdownOf(result);
        const breakdown = hasMoney ? withMoney(counted, money) : counted;
        return (
          <>
            <List
              label={`Conversion by ${by}`}
              columns={groupColumns(breakdown.isSampled, at, hasMoney)}
              rows={breakdown.groups}
              keyOf={({ value, lack }) => JSON.stringify([value, lack])}
              empty={isOfTraces ? <NoPeople /> : <NoAttributes />}
            />
            {isOfTraces && <TraceNotes {...breakdown} />}
          </>
        );
      }}
    </QueryView>
  );
}

function NoAttributes(): JSX.Element {
  return (
    <EmptyState
      inline
      title="No attributes to compare"
      why="This step of the funnel has no attributes. Pass them when you record the step, or choose an attribute of its traces."
    />
  );
}

function NoPeople(): JSX.Element {
  return (
    <EmptyState
      inline
      title="No people in this range"
      why="No one took the step. Choose a longer time range."
    />
  );
}

/** What the figures of traces do not have. */
function TraceNotes({ groups, isSampled, share }: Breakdown): JSX.Element | null {
  const notes = [
    groups.some(({ lack }) => lack === notRecorded) &&
      "Not recorded: no trace of the step is stored, or it has no such span with the attribute.",
    isSampled && "Traces are sampled: each person whose trace is stored also counts for others.",
    share > 1 && `${sampledWords("Figures are estimated from", share)}.`,
  ].filter((note) => note !== false);
  return notes.length === 0 ? null : <p className={ui.text["dim"]}>{notes.join(" ")}</p>;
}
