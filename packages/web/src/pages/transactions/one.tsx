// One transaction: its business context, steps, records, attributes and traces.

import { getRouteApi, Link } from "@tanstack/react-router";
import type { Transaction } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { formatDateTime, nsToMs } from "../../lib/time.ts";
import { useScopeChanges } from "../../state/scope.ts";
import { activityColumns } from "../../ui/activity/activity-table.tsx";
import { AttributeTable } from "../../ui/attribute-table.tsx";
import { classes } from "../../ui/classes.ts";
import { CopyButton, CopyLink } from "../../ui/copy-button.tsx";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonBlock } from "../../ui/skeleton.tsx";
import { ui } from "../../ui/styles.ts";
import { BusinessBar } from "./business-bar.tsx";
import css from "./one.module.css";
import { StepLine } from "./step-line.tsx";
import { Timeline } from "./timeline.tsx";

const route = getRouteApi("/transactions/$type/$id");

/** The page of one transaction. */
export function TransactionPage(): JSX.Element {
  const { type, id } = route.useParams();
  const query = useApi("/api/transactions/:type/:id", { params: { type, id } });
  const found = query.data;
  return (
    <>
      <PageHead
        crumbs={
          <>
            <Link to="/transactions">Transactions</Link>
            <i aria-hidden="true">/</i>
            <Link to="/transactions/$type" params={{ type }}>
              {type}
            </Link>
          </>
        }
        title={id}
        suffix={
          found?.durationMs === null || found === undefined ? undefined : formatDuration(found.durationMs)
        }
        sub={
          found === undefined ? (
            ""
          ) : (
            <>
              {formatCount(found.events.length)} {found.events.length === 1 ? "record" : "records"} ·{" "}
              {formatDateTime(nsToMs(found.startNs))}{" "}
              <span className={css["id"]}>
                <CopyButton text={id} what="the id" />
              </span>
            </>
          )
        }
        actions={<CopyLink />}
      />
      <QueryView
        query={query}
        skeleton={
          <>
            <SkeletonBlock height={50} />
            <SkeletonBlock height={110} />
            <ListSkeleton columns={activityColumns()} />
          </>
        }
      >
        {(data) => <Body transaction={data} />}
      </QueryView>
    </>
  );
}

function Body({ transaction }: { readonly transaction: Transaction }): JSX.Element {
  const { addFilter } = useScopeChanges();
  return (
    <>
      <BusinessBar transaction={transaction} />
      <StepLine events={transaction.events} open={transaction.outcome === "open"} />
      <div className={css["columns"]}>
        <Timeline transaction={transaction} />
        <aside>
          <section className={ui.section["section"]}>
            <header>
              <h2>Attributes</h2>
            </header>
            {Object.keys(transaction.attributes).length === 0 && (
              <p className={ui.text["dim"]}>This transaction has no attributes.</p>
            )}
            <AttributeTable
              groups={[{ name: "", attributes: transaction.attributes }]}
              onFilter={addFilter}
            />
          </section>
          <Traces transaction={transaction} />
        </aside>
      </div>
    </>
  );
}

function Traces({ transaction: { traceIds } }: { readonly transaction: Transaction }): JSX.Element {
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Traces</h2>
      </header>
      {traceIds.length === 0 && (
        <p className={ui.text["dim"]}>No record of this transaction belongs to a span.</p>
      )}
      <ul className={css["traces"]}>
        {traceIds.map((id) => (
          <li key={id}>
            <Link
              className={classes(ui.text["link"], ui.text["mono"], ui.text["ellip"])}
              to="/traces/$id"
              params={{ id }}
            >
              {id}
            </Link>
            <Link className={ui.text["link"]} to="/logs" search={{ trace: id }}>
              Logs
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
