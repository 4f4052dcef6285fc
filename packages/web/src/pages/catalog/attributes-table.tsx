// The attributes of a signal: those that are declared, with their level, and those that arrive besides.
import { linkOptions } from "@tanstack/react-router";
import type { CatalogAttributeUse } from "contract";
import type { JSX } from "react";

import { formatShare } from "../../lib/format.ts";
import { none } from "../../lib/locale.ts";
import { AndMore } from "../../ui/and-more.tsx";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { ui } from "../../ui/styles.ts";

/** Of the table. */
export const attributeColumns: readonly Column<CatalogAttributeUse>[] = [
  {
    label: "Attribute",
    link: ({ key }) => linkOptions({ to: "/catalog/$kind/$name", params: { kind: "attribute", name: key } }),
    cell: ({ key }) => key,
    csv: ({ key }) => key,
  },
  {
    label: "Level",
    cellClass: ui.text["soft"],
    // `conditionally_required` as `conditionally required`
    cell: ({ level }) =>
      level === "" ? <span className={ui.text["dim"]}>not declared here</span> : level.replaceAll("_", " "),
    csv: ({ level }) => level.replaceAll("_", " "),
  },
  {
    label: "Type",
    hide: "phone",
    cellClass: ui.text["soft"],
    cell: ({ type }) => (type === "" ? none : type),
    csv: ({ type }) => type,
  },
  {
    label: "Share",
    isFigure: true,
    cell: ({ share }) => (share === null ? none : formatShare(share)),
    csv: ({ share }) => share,
  },
];

export function AttributesTable({
  attributes,
  truncated,
}: {
  readonly attributes: readonly CatalogAttributeUse[];
  /** Those that are not listed. */
  readonly truncated: number;
}): JSX.Element {
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Attributes</h2>
        <span className={ui.text["dim"]}>share of what arrived in this range</span>
      </header>
      <List
        label="Attributes"
        truncated={truncated}
        columns={attributeColumns}
        rows={attributes}
        keyOf={({ key }) => key}
      />
      <AndMore truncated={truncated} things="attributes" fix="The list of the catalog has all of them." />
    </section>
  );
}
