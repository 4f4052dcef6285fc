// Frequent values of an attribute. A value leads to the traces that have it, unless it is redacted.
import { linkOptions } from "@tanstack/react-router";
import type { CatalogThingResult } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { AndMore } from "../../ui/and-more.tsx";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { ui } from "../../ui/styles.ts";

const isRedacted = (value: string): boolean => /[#[…]/.test(value);

const columnsOf = (name: string): readonly Column<CatalogThingResult["values"][number]>[] => [
  {
    label: "Value",
    link: ({ value }) =>
      isRedacted(value)
        ? undefined
        : linkOptions({ to: "/traces", search: { filter: [`${name}=${value}`] } }),
    cell: ({ value }) => value,
    csv: ({ value }) => value,
  },
  { label: "Count", isFigure: true, cell: ({ count }) => formatCount(count), csv: ({ count }) => count },
];

export function ValuesTable({
  values,
  hasMore,
  name,
}: {
  readonly values: CatalogThingResult["values"];
  readonly hasMore: boolean;
  readonly name: string;
}): JSX.Element {
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Values</h2>
        <span className={ui.text["dim"]}>frequent ones, by day; long values and ids are left out</span>
      </header>
      <List
        label="Values"
        truncated={hasMore}
        columns={columnsOf(name)}
        rows={values}
        keyOf={({ value }) => value}
      />
      <AndMore truncated={hasMore} things="values" fix="Search for a value in traces or logs." />
    </section>
  );
}
