// Five instances of what is selected, and a button that shows all of them in the list below.
import { Link } from "@tanstack/react-router";
import type { WorkflowInstancesQuery } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { formatAge, nsToMs } from "../../lib/time.ts";
import { useScope } from "../../state/scope.ts";
import { classes } from "../../ui/classes.ts";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonBlock } from "../../ui/skeleton.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./examples.module.css";
import panel from "./panel.module.css";

export function Examples({
  title,
  query,
  onAll,
}: {
  readonly title: string;
  readonly query: Omit<WorkflowInstancesQuery, "limit">;
  readonly onAll: () => void;
}): JSX.Element {
  const { stepQuery } = useScope();
  const found = useApi("/api/workflow-instances", { query: { ...stepQuery, ...query, limit: 5 } });
  return (
    <>
      <h3 className={panel["heading"]}>{title}</h3>
      <QueryView query={found} skeleton={<SkeletonBlock height={140} />} inline>
        {({ items }) => (
          <ul className={css["examples"]}>
            {items.length === 0 && <li className={ui.text["dim"]}>none</li>}
            {items.map(({ type, id, ended, lastNs, durationMs }) => (
              <li key={id}>
                <Link
                  className={classes(ui.text["link"], ui.text["ellip"])}
                  to="/workflows/$type/$id"
                  params={{ type, id }}
                >
                  {id}
                </Link>
                <span className={ui.text["dim"]}>
                  {ended
                    ? `took ${formatDuration(durationMs)}`
                    : `last event ${formatAge(nsToMs(lastNs))} ago`}
                </span>
              </li>
            ))}
          </ul>
        )}
      </QueryView>
      <div className={panel["actions"]}>
        <button type="button" className={ui.button["button"]} onClick={onAll}>
          List instances
        </button>
      </div>
    </>
  );
}
