import { Link } from "@tanstack/react-router";
import type { Workflow } from "contract";
import type { JSX } from "react";

import { formatDuration } from "../../lib/format-duration.ts";
import { none } from "../../lib/locale.ts";
import { formatAge, nsToMs } from "../../lib/time.ts";
import { useLateAtAnyTime } from "../../state/completeness.ts";
import { Figures, type Figure } from "../../ui/figures.tsx";
import { ui } from "../../ui/styles.ts";
import { InstanceStatus } from "./instance-status.tsx";

/** The figures of one instance. */
export function InstanceFacts({ instance }: { readonly instance: Workflow }): JSX.Element {
  const { type, state, ended, lastNs, durationMs, averageIntervalMs, steps, events } = instance;
  const late = useLateAtAnyTime(
    ["business"],
    events.map(({ service }) => service),
  );
  const user = events.findLast((event) => event.user !== "")?.user;
  const illegal = steps.filter((step) => step.illegal).length;
  const figures: Figure[] = [
    {
      label: "state",
      value:
        state === "" ? (
          none
        ) : (
          <Link to="/workflows/$type" params={{ type }} search={{ state }}>
            {state}
          </Link>
        ),
    },
    { label: "status", value: <InstanceStatus instance={instance} late={late} /> },
    ended
      ? { label: "took", value: formatDuration(durationMs) }
      : { label: "last event", value: `${formatAge(nsToMs(lastNs))} ago` },
    { label: "between events", value: formatDuration(averageIntervalMs), title: "average" },
    { label: "illegal", value: illegal },
    {
      label: "user",
      value:
        user === undefined ? (
          none
        ) : (
          <Link
            className={ui.text["ellip"]}
            to="/logs"
            search={{ filter: [`user.id=${user}`] }}
            title="Logs of this user"
          >
            {user}
          </Link>
        ),
    },
  ];
  return <Figures figures={figures} />;
}
