// Saves the result with all its rows as CSV. The query runs again, because the page has only the first thousand rows.
import { useState, type JSX } from "react";

import { toProblem } from "../../data/api-error.ts";
import { sendForResponse } from "../../data/client.ts";
import { download } from "../../ui/download.ts";
import { Icon } from "../../ui/icons.tsx";
import { ui } from "../../ui/styles.ts";

export function ExportButton({ query }: { readonly query: string }): JSX.Element {
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState("");
  const save = async (): Promise<void> => {
    setSaving(true);
    setProblem("");
    try {
      download(await csvOf(query), "query.csv");
    } catch (error) {
      setProblem(toProblem(error).message);
    }
    setSaving(false);
  };
  return (
    <>
      <button type="button" className={ui.button["quiet"]} disabled={saving} onClick={() => void save()}>
        <Icon name="download" />
        {saving ? "Saving" : "CSV"}
      </button>
      {problem !== "" && (
        <span className={ui.text["dim"]} role="alert">
          {problem}
        </span>
      )}
    </>
  );
}

async function csvOf(query: string): Promise<Blob> {
  const response = await sendForResponse("POST /api/sql", {
    body: { query, format: "csv" },
    accept: "application/json, text/csv",
  });
  return response.blob();
}
