// The audit log: actions and rejected logins, newest first.
import type { AuditEntry } from "contract";
import type { JSX } from "react";

import { useApiPages } from "../../data/use-api.ts";
import { classes } from "../../ui/classes.ts";
import type { Column } from "../../ui/list/column.ts";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { List } from "../../ui/list/list.tsx";
import { moreRows } from "../../ui/list/more-rows.ts";
import { QueryView } from "../../ui/query-view.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import css from "./access.module.css";
import { Actor } from "./actor.tsx";

const rejections = /refused|limited|failed/;
const id = classes(ui.text["mono"], ui.text["dim"], css["long"]);

const columns: readonly Column<AuditEntry>[] = [
  {
    label: "Time",
    cellClass: ui.text["dim"],
    cell: ({ time }) => <Time at={time} exact />,
    csv: ({ time }) => time,
  },
  {
    label: "Actor",
    cell: ({ actor, identity }) => <Actor name={actor} identity={identity} />,
    csv: { Actor: ({ actor }) => actor, Identity: ({ identity }) => identity },
  },
  {
    label: "Action",
    cellClass: ({ action }) => (rejections.test(action) ? css["rejected"] : undefined),
    cell: ({ action, details }) => (
      <>
        {action}
        {details["code"] !== undefined && ` · ${details["status"]} ${details["code"]}`}
        {typeof details["count"] === "number" && details["count"] > 1 && ` × ${details["count"]}`}
      </>
    ),
    csv: { Action: ({ action }) => action, Details: ({ details }) => JSON.stringify(details) },
  },
  {
    label: "Target",
    hide: "phone",
    cellClass: id,
    title: ({ details }) => JSON.stringify(details),
    cell: ({ target, tenant }) => (tenant === "" ? target : `${target} · ${tenant}`),
    csv: { Target: ({ target }) => target, Tenant: ({ tenant }) => tenant },
  },
  {
    label: "Address",
    hide: "phone",
    cellClass: id,
    cell: ({ address }) => address,
    csv: ({ address }) => address,
  },
];

export function AuditSection(): JSX.Element {
  const query = useApiPages("/api/audit", { query: { limit: 100 } }, { everyMs: 10_000 });
  return (
    <div className={css["section"]}>
      <QueryView query={query} skeleton={<ListSkeleton columns={columns} rows={8} />}>
        {({ pages }) => (
          <List
            label="Audit log"
            isOfNow
            columns={columns}
            rows={pages.flatMap(({ items }) => items)}
            keyOf={(entry) => JSON.stringify(entry)}
            empty={<p className={ui.text["dim"]}>No entries yet.</p>}
            more={moreRows(query, ({ items }) => items)}
          />
        )}
      </QueryView>
    </div>
  );
}
