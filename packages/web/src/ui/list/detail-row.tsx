// What follows an open row. Its cell spans the columns that the screen shows: a wider one would bring the others back.
import type { JSX, ReactNode, Ref } from "react";

import { narrowScreen, useNarrow } from "../use-narrow.ts";
import { ui } from "../styles.ts";
import type { Heading } from "./column.ts";

/** Of a row whose height is measured. */
export interface Measured {
  readonly ref: Ref<HTMLTableRowElement>;
  readonly "data-index": number;
}

export function DetailRow({
  columns,
  virtual,
  children,
}: {
  readonly columns: readonly Heading[];
  readonly virtual: Measured | undefined;
  readonly children: ReactNode;
}): JSX.Element {
  const isPhone = useNarrow();
  const isNarrow = useNarrow(narrowScreen);
  const shown = columns.filter(
    ({ hide }) => !(hide === "phone" && isPhone) && !(hide === "narrow" && isNarrow),
  );
  return (
    <tr className={ui.table["detail"]} {...virtual}>
      <td colSpan={shown.length}>{children}</td>
    </tr>
  );
}
