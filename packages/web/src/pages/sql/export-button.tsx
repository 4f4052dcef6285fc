// The data of the result. The file has all rows: the query runs again, because the page has only the first thousand.
import type { SqlResult } from "contract";
import type { JSX } from "react";

import { sendForResponse } from "../../data/client.ts";
import type { CsvValue } from "../../lib/csv.ts";
import { ExportMenu } from "../../ui/export/export-menu.tsx";
import { mostRows, type RowsFile } from "../../ui/export/save-rows.ts";
import { SavingState } from "../../ui/export/saving-state.tsx";
import { useExportName } from "../../ui/export/use-export-name.ts";
import { useSaving } from "../../ui/export/use-saving.ts";
import { cellText } from "./cells.ts";

export interface ExportButtonProps {
  readonly query: string;
  readonly result: SqlResult;
}

export function ExportButton({ query, result }: ExportButtonProps): JSX.Element {
  const nameOf = useExportName();
  const saving = useSaving();
  return (
    <>
      <ExportMenu
        label="Result"
        table={() => tableOf(result)}
        left={result.truncated}
        onSave={() =>
          saving.save(nameOf({ label: "Result", isOfNow: true }), async (signal) => csvOf(query, signal))
        }
      />
      <SavingState {...saving} />
    </>
  );
}

function tableOf({ columns, rows }: SqlResult): CsvValue[][] {
  return [columns.map(({ name }) => name), ...rows.map((row) => row.map(cellText))];
}

async function csvOf(query: string, signal: AbortSignal): Promise<RowsFile> {
  const response = await sendForResponse("POST /api/sql", {
    body: { query, format: "csv", limit: mostRows },
    accept: "application/json, text/csv",
    signal,
  });
  const isCut = response.headers.get("x-telltale-truncated") === "true";
  return { file: await response.blob(), rows: mostRows, isCut };
}
