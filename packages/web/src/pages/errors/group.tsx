// One group of errors: its figures, its trend with deploys, the stack, versions, people and single errors.
import { getRouteApi, Link } from "@tanstack/react-router";
import type { Attributes, ErrorGroup, ErrorResult, LogRecord } from "contract";
import type { JSX } from "react";

import { useLinks } from "../../data/links.ts";
import { useApiPages } from "../../data/use-api.ts";
import { returningErrorDraft } from "../../lib/rule-draft.ts";
import { stringifySearch } from "../../lib/search-params.ts";
import { fixedRange } from "../../lib/time-range.ts";
import { valueText } from "../../lib/value-text.ts";
import { useScope, useScopeChanges } from "../../state/scope.ts";
import { AlertOnThis } from "../../ui/alert-on-this.tsx";
import { AttributeTable } from "../../ui/attribute-table.tsx";
import { CopyLink } from "../../ui/copy-button.tsx";
import { CopyMarkdown } from "../../ui/copy-markdown.tsx";
import { ErrorWords } from "../../ui/error-words.tsx";
import { Icon } from "../../ui/icons.tsx";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { moreRows } from "../../ui/list/more-rows.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonBlock } from "../../ui/skeleton.tsx";
import { ui } from "../../ui/styles.ts";
import { useScrolledDown } from "../../ui/use-scrolled-down.ts";
import { WhatDiffers } from "../../ui/what-differs/what-differs.tsx";
import { groupFinding } from "./group-finding.ts";
import { GroupFigures } from "./group-figures.tsx";
import css from "./group.module.css";
import { occurrenceColumns, Occurrences, occurrencesClass } from "./occurrences.tsx";
import { occurrencesOnPage } from "./search.ts";
import { PeopleTable } from "./people-table.tsx";
import { StateBar } from "./state-bar.tsx";
import { Stack } from "./stack.tsx";
import { ticketUrl } from "./ticket.ts";
import { TrendChart } from "./trend-chart.tsx";
import { VersionsTable } from "./versions-table.tsx";

const route = getRouteApi("/errors/$fingerprint");

/** The page of one group. */
export function ErrorGroupPage(): JSX.Element {
  const { fingerprint } = route.useParams();
  const { rangeQuery, service } = useScope();
  const reading = useScrolledDown(900);
  const query = useApiPages(
    "/api/errors/:fingerprint",
    { params: { fingerprint }, query: { ...rangeQuery, service, limit: occurrencesOnPage } },
    { refresh: reading ? "still" : "live" },
  );
  const first = query.data?.pages[0];
  const group = first?.group;
  return (
    <>
      <PageHead
        crumbs={<Link to="/errors">Errors</Link>}
        title={group === undefined ? fingerprint : group.type === "" ? "Error" : group.type}
        sub={group === undefined ? "" : <ErrorWords text={group.text} hasShares />}
        actions={
          <>
            {group !== undefined && (
              <AlertOnThis draft={returningErrorDraft(group, service)} scope={rangeQuery} />
            )}
            {group !== undefined && <CopyMarkdown finding={groupFinding(group)} />}
            <CopyLink />
            {first !== undefined && <LatestTrace result={first} />}
          </>
        }
      />
      <QueryView query={query} skeleton={<GroupSkeleton />}>
        {({ pages }) => (
          <>
            {pages[0] !== undefined && <Summary result={pages[0]} />}
            {/* Without a trace there are no spans to compare. */}
            {pages[0] !== undefined && pages[0].group.traceId !== "" && (
              <Differences group={pages[0].group} />
            )}
            <Occurrences
              errors={pages.flatMap(({ items }) => items)}
              more={moreRows(query, ({ items }) => items)}
            />
            {pages[0] !== undefined && <LatestError sample={pages[0].sample} />}
          </>
        )}
      </QueryView>
    </>
  );
}

/** To the span of the latest error that has a trace. */
function LatestTrace({ result: { group, items } }: { readonly result: ErrorResult }): JSX.Element | null {
  if (group.traceId === "") return null;
  const spanId = items.find(({ traceId }) => traceId === group.traceId)?.spanId;
  return (
    <Link
      className={ui.button["primary"]}
      to="/traces/$id"
      params={{ id: group.traceId }}
      search={{ span: spanId === "" ? undefined : spanId }}
    >
      <Icon name="traces" />
      Open latest trace
    </Link>
  );
}

function Summary({ result }: { readonly result: ErrorResult }): JSX.Element {
  const { setRange } = useScopeChanges();
  const { rangeQuery, service } = useScope();
  const links = useLinks();
  const { group, sample, releases, truncatedReleases, people, items } = result;
  return (
    <>
      <StateBar
        fingerprint={group.fingerprint}
        state={group.state}
        ticketUrl={
          links && ticketUrl(links, group, lastingUrl(result, { env: rangeQuery.environment, service }))
        }
      />
      <GroupFigures group={group} />
      <div className={css["columns"]}>
        <div>
          <TrendChart result={result} onSelect={(from, to) => setRange(fixedRange(from, to))} />
          <Stack group={group} id={sample?.id ?? items[0]?.id ?? ""} sample={sample} />
        </div>
        <aside aria-label="Versions and people">
          <VersionsTable releases={releases} truncated={truncatedReleases} />
          <PeopleTable people={people} total={group.users} />
        </aside>
      </div>
    </>
  );
}

/** The address of the page with a range that does not move. */
function lastingUrl(
  { from, to, group }: ErrorResult,
  scope: { readonly env: string | undefined; readonly service: string | undefined },
): string {
  const path = `/errors/${encodeURIComponent(group.fingerprint)}`;
  return `${location.origin}${path}${stringifySearch({ from, to, ...scope })}`;
}

/** What the spans with the error have more often than the other spans of the same operations. */
function Differences({ group }: { readonly group: ErrorGroup }): JSX.Element {
  const { query } = useScope();
  return (
    <WhatDiffers
      query={{ ...query, of: "errors", fingerprint: group.fingerprint }}
      selectionLabel="with this error"
      restLabel="without"
    />
  );
}

function LatestError({ sample }: { readonly sample: LogRecord | null }): JSX.Element | null {
  const { addFilter } = useScopeChanges();
  if (sample === null) return null;
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Latest error</h2>
        <span className={ui.text["dim"]}>attributes of its record and its resource</span>
        <InstanceLink attributes={sample.attributes} />
      </header>
      <div className={css["attributes"]}>
        <AttributeTable
          groups={[{ name: "Record", attributes: withoutStack(sample.attributes) }]}
          onFilter={addFilter}
        />
        <details className={css["resource"]}>
          <summary>Resource ({Object.keys(sample.resource).length})</summary>
          <AttributeTable groups={[{ name: "", attributes: sample.resource }]} onFilter={addFilter} />
        </details>
      </div>
    </section>
  );
}

/** Of an error in a handler of a workflow event: to the instance that had the event. */
function InstanceLink({ attributes }: { readonly attributes: Attributes }): JSX.Element | null {
  const { "telltale.workflow.type": type, "telltale.workflow.id": id } = attributes;
  if (type === undefined || id === undefined) return null;
  const params = { type: valueText(type), id: valueText(id) };
  return (
    <Link className={ui.text["link"]} to="/workflows/$type/$id" params={params}>
      Workflow {params.type} {params.id}
    </Link>
  );
}

/** The stack has a section of its own. */
function withoutStack<Value>(attributes: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => key !== "exception.stacktrace"));
}

function GroupSkeleton(): JSX.Element {
  return (
    <>
      <SkeletonBlock height={56} />
      <SkeletonBlock height={220} />
      <ListSkeleton columns={occurrenceColumns} className={occurrencesClass} />
    </>
  );
}
