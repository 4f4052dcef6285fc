// A table's heading that sorts it: once by the column's usual order, once more by the reverse, then no longer.
import { Table } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import type { JSX } from "react";

import type { ServicesSearch, SortKey } from "./search.ts";

const route = getRouteApi("/services");

export function SortHead({
  column,
  search,
  label,
  className,
}: {
  readonly column: SortKey;
  readonly search: ServicesSearch;
  readonly label: string;
  readonly className?: string | undefined;
}): JSX.Element {
  const navigate = route.useNavigate();
  const isSorted = search.sort === column;
  const reversed = search.reverse === true;
  // Names ascend as usual, figures descend.
  const descends = (column === "name") === reversed;
  const next: Pick<ServicesSearch, "sort" | "reverse"> = isSorted
    ? reversed
      ? { sort: undefined, reverse: undefined }
      : { sort: column, reverse: true }
    : { sort: column, reverse: undefined };
  return (
    <Table.Th
      {...(className === undefined ? {} : { className })}
      {...(isSorted ? { "aria-sort": descends ? "descending" : "ascending" } : {})}
    >
      <button
        type="button"
        onClick={() => void navigate({ search: (previous) => ({ ...previous, ...next }), replace: true })}
      >
        {label}
        {isSorted && (descends ? " ↓" : " ↑")}
      </button>
    </Table.Th>
  );
}
