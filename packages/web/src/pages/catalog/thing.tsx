// One thing of the catalog: its declaration, what arrived of it, what uses it, and what differs.
import { getRouteApi, Link } from "@tanstack/react-router";
import type { CatalogThing, CatalogThingResult } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatCount, formatRate } from "../../lib/format.ts";
import { none } from "../../lib/locale.ts";
import { useScope } from "../../state/scope.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { CopyLink } from "../../ui/copy-button.tsx";
import { Figures } from "../../ui/figures.tsx";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonBlock } from "../../ui/skeleton.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import { attributeColumns, AttributesTable } from "./attributes-table.tsx";
import { Declaration } from "./declaration.tsx";
import { FindingsTable } from "./findings-table.tsx";
import { dataPathOf, stateMarks, stateTitles } from "./kinds.ts";
import css from "./thing.module.css";
import { UsesList } from "./uses-list.tsx";
import { ValuesTable } from "./values-table.tsx";
import { VersionsTable } from "./versions-table.tsx";

const route = getRouteApi("/catalog/$kind/$name");

/** The page of one thing. */
export function CatalogThingPage(): JSX.Element {
  const { kind, name } = route.useParams();
  const { rangeQuery } = useScope();
  const query = useApi("/api/catalog/:kind/:name", { params: { kind, name }, query: rangeQuery });
  const thing = query.data?.thing;
  const dataPath = thing === undefined || thing.lastNs === null ? undefined : dataPathOf(thing);
  return (
    <>
      <PageHead
        crumbs={<Link to="/catalog">Catalog</Link>}
        title={name}
        suffix={kind}
        sub={thing?.description ?? ""}
        actions={
          <>
            {dataPath !== undefined && (
              <Link className={ui.button["button"]} to={dataPath}>
                Show data
              </Link>
            )}
            <CopyLink />
          </>
        }
      />
      <QueryView
        query={query}
        skeleton={
          <>
            <SkeletonBlock height={72} />
            <ListSkeleton columns={attributeColumns} rows={5} />
          </>
        }
      >
        {(result) => <Body result={result} />}
      </QueryView>
    </>
  );
}

function Body({ result }: { readonly result: CatalogThingResult }): JSX.Element {
  const { thing, content, attributes, versions, values, findings } = result;
  return (
    <>
      <ThingFigures thing={thing} />
      {findings.length > 0 && (
        <section className={ui.section["section"]}>
          <header>
            <h2>Findings</h2>
            <span className={ui.text["dim"]}>from the live check</span>
          </header>
          <FindingsTable findings={findings} />
          <AndMore
            truncated={result.truncatedFindings}
            things="findings"
            by="weight"
            fix="The list of findings has all of them."
          />
        </section>
      )}
      <div className={css["columns"]}>
        <div>
          {attributes.length > 0 && (
            <AttributesTable attributes={attributes} truncated={result.truncatedAttributes} />
          )}
          {values.length > 0 && <ValuesTable values={values} hasMore={result.moreValues} name={thing.name} />}
          <VersionsTable versions={versions} truncated={result.truncatedVersions} />
        </div>
        <div>
          <Declaration thing={thing} content={content} />
          <UsesList uses={thing.usedBy} />
        </div>
      </div>
    </>
  );
}

function ThingFigures({ thing }: { readonly thing: CatalogThing }): JSX.Element {
  const { kind, state, perSecond, cardinality, count, lastNs, services } = thing;
  const arrives = state !== "declared";
  return (
    <Figures
      figures={[
        {
          label: "state",
          value: (
            <Status kind={stateMarks[state]} title={stateTitles[state]}>
              {state}
            </Status>
          ),
        },
        ...(arrives
          ? [
              kind === "metric"
                ? { label: "series", value: formatCount(count) }
                : {
                    label: "stored rate",
                    value: formatRate(perSecond),
                    title: `${formatCount(count)} stored in this range`,
                  },
              { label: "cardinality", value: cardinality === null ? none : formatCount(cardinality) },
              { label: "services", value: formatCount(services.length), title: services.join(", ") },
              { label: "last seen", value: lastNs === null ? none : <Time ns={lastNs} /> },
            ]
          : []),
      ]}
    />
  );
}
