// Which versions of which services sent a thing, and in which form: where a type or unit drifts.
import type { CatalogVersionRow } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { none } from "../../lib/locale.ts";
import { exactTimeNs } from "../../lib/time.ts";
import { AndMore } from "../../ui/and-more.tsx";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { ServiceName } from "../../ui/service-name.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";

const columns: readonly Column<CatalogVersionRow>[] = [
  { label: "Service", cell: ({ service }) => <ServiceName name={service} />, csv: ({ service }) => service },
  {
    label: "Version",
    cellClass: ui.text["soft"],
    cell: ({ version }) => (version === "" ? none : version),
    csv: ({ version }) => version,
  },
  {
    label: "As",
    cellClass: ui.text["soft"],
    cell: ({ form }) => (form === "" ? none : form),
    csv: ({ form }) => form,
  },
  { label: "Count", isFigure: true, cell: ({ count }) => formatCount(count), csv: ({ count }) => count },
  {
    label: "Last seen",
    isFigure: true,
    hide: "phone",
    cellClass: ui.text["dim"],
    cell: ({ lastNs }) => <Time ns={lastNs} />,
    csv: ({ lastNs }) => exactTimeNs(lastNs),
  },
];

export function VersionsTable({
  versions,
  truncated,
}: {
  readonly versions: readonly CatalogVersionRow[];
  /** Those that are not listed. */
  readonly truncated: number;
}): JSX.Element | null {
  if (versions.length === 0) return null;
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Sent by</h2>
      </header>
      <List
        label="Sent by"
        truncated={truncated}
        columns={columns}
        rows={versions}
        keyOf={({ service, version, form }) => `${service} ${version} ${form}`}
      />
      <AndMore truncated={truncated} things="versions" fix="Choose a shorter range." />
    </section>
  );
}
