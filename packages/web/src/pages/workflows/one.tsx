// One instance of a workflow: its stays on a time axis, its steps with traces and logs, failed handlers, attributes. Live while it is open.
import { getRouteApi, Link } from "@tanstack/react-router";
import type { Attributes, Workflow } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { formatDateTime, nsToMs } from "../../lib/time.ts";
import { useScopeChanges } from "../../state/scope.ts";
import { AttributeTable } from "../../ui/attribute-table.tsx";
import { CopyButton, CopyLink } from "../../ui/copy-button.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonBlock } from "../../ui/skeleton.tsx";
import { ui } from "../../ui/styles.ts";
import { Failures } from "./failures.tsx";
import { InstanceFacts } from "./instance-facts.tsx";
import css from "./one.module.css";
import { failureTimes } from "./failure-times.ts";
import { stepColumns, StepsTable } from "./steps-table.tsx";
import { Timeline } from "./timeline.tsx";

const route = getRouteApi("/workflows/$type/$id");

/** The page of one instance. */
export function WorkflowPage(): JSX.Element {
  const { type, id } = route.useParams();
  const query = useApi("/api/workflows/:type/:id", { params: { type, id } });
  const found = query.data;
  return (
    <>
      <PageHead
        crumbs={
          <>
            <Link to="/workflows">Workflows</Link>
            <i aria-hidden="true">/</i>
            <Link to="/workflows/$type" params={{ type }}>
              {type}
            </Link>
          </>
        }
        title={id}
        suffix={found === undefined ? undefined : formatDuration(found.durationMs)}
        sub={
          found === undefined ? (
            ""
          ) : (
            <>
              {formatCount(found.eventCount)} {found.eventCount === 1 ? "event" : "events"} ·{" "}
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
            <SkeletonBlock height={160} />
            <ListSkeleton columns={stepColumns} />
          </>
        }
      >
        {(instance) => <Body instance={instance} />}
      </QueryView>
    </>
  );
}

function Body({ instance }: { readonly instance: Workflow }): JSX.Element {
  const { addFilter } = useScopeChanges();
  const { type, id } = instance;
  const attributes = latestAttributes(instance);
  return (
    <>
      <InstanceFacts instance={instance} />
      <Timeline instance={instance} />
      <div className={css["columns"]}>
        <div>
          <StepsTable instance={instance} />
          <Failures type={type} of={{ id, ...failureTimes(instance) }} />
        </div>
        <aside>
          <section className={ui.section["section"]}>
            <header>
              <h2>Attributes</h2>
              <span className={ui.text["dim"]}>latest values</span>
            </header>
            {Object.keys(attributes).length === 0 && (
              <p className={ui.text["dim"]}>This instance has no attributes.</p>
            )}
            <AttributeTable groups={[{ name: "", attributes }]} onFilter={addFilter} />
          </section>
        </aside>
      </div>
    </>
  );
}

/** The latest value of each attribute, without those that the library adds. */
function latestAttributes({ events }: Workflow): Attributes {
  const all = events.flatMap((event) => Object.entries(event.attributes));
  return Object.fromEntries(all.filter(([key]) => !key.startsWith("telltale.")));
}
