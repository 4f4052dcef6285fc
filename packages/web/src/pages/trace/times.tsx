// Where the time went, as a table alone.
import type { JSX } from "react";

import css from "./flame.module.css";
import { OperationTable, type OperationTableProps } from "./operation-table.tsx";

export function Times(props: OperationTableProps): JSX.Element {
  return (
    <div className={css["flame"]}>
      <OperationTable {...props} />
    </div>
  );
}
