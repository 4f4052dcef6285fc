// Bottlenecks that were first found in the range. Nothing is shown while there are none.
import { Link, linkOptions } from "@tanstack/react-router";
import type { Bottleneck } from "contract";
import type { JSX } from "react";

import { amountOf, kindWords, savedInAll, shapeWords } from "../../lib/bottleneck-words.ts";
import { classes } from "../../ui/classes.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { ServiceName } from "../../ui/service-name.tsx";
import { ui } from "../../ui/styles.ts";
import { useNewBottlenecks } from "./use-new-bottlenecks.ts";

const most = 3;
const none = { items: [], total: 0 };

export function NewBottlenecks(): JSX.Element | null {
  const { items, total } = useNewBottlenecks() ?? none;
  if (items.length === 0) return null;
  return (
    <section className={ui.section["section"]} aria-label="New bottlenecks">
      <header>
        <h2>New bottlenecks</h2>
        <span className={ui.text["dim"]}>first found in this range</span>
        <Link className={classes(ui.text["link"], ui.section["end"])} to="/bottlenecks">
          All bottlenecks
        </Link>
      </header>
      <List
        label="New bottlenecks"
        columns={columns}
        rows={items}
        shown={most}
        truncated={Math.max(0, total - items.length)}
        keyOf={({ fingerprint }) => fingerprint}
      />
    </section>
  );
}

const columns: readonly Column<Bottleneck>[] = [
  {
    label: "Bottleneck",
    isName: true,
    title: ({ target }) => target,
    link: ({ fingerprint }) => linkOptions({ to: "/bottlenecks/$fingerprint", params: { fingerprint } }),
    cell: ({ operation }) => operation,
    csv: ({ operation }) => operation,
  },
  {
    label: "Kind",
    cellClass: ui.text["dim"],
    cell: ({ kind, shape }) => `${kindWords[kind]}, ${shapeWords[shape]}`,
    csv: ({ kind, shape }) => `${kindWords[kind]}, ${shapeWords[shape]}`,
  },
  {
    label: "Service",
    hide: "phone",
    cell: ({ service }) => <ServiceName name={service} />,
    csv: ({ service }) => service,
  },
  {
    label: "How much",
    isFigure: true,
    hide: "narrow",
    cell: (bottleneck) => amountOf(bottleneck),
    csv: amountOf,
  },
  {
    label: "Time saved",
    isFigure: true,
    cell: savedInAll,
    csv: { "Time saved (ms)": ({ savedMs }) => savedMs },
  },
];
