// An older version of a dashboard: says so, and makes it the newest one.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Dashboard } from "contract";
import type { JSX } from "react";

import { toProblem } from "../../data/api-error.ts";
import { changeDashboard } from "../../data/dashboards.ts";
import { formatTime } from "../../lib/time.ts";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";

export interface RestoreVersionProps {
  readonly dashboard: Dashboard;
  readonly onDone: () => void;
}

export function RestoreVersion({ dashboard, onDone }: RestoreVersionProps): JSX.Element {
  const { version, latest, saved, savedBy, content, mayChange } = dashboard;
  const client = useQueryClient();
  const restore = useMutation({
    mutationFn: async () => changeDashboard(dashboard, content),
    onSuccess: async () => {
      await client.invalidateQueries({
        predicate: ({ queryKey }) => String(queryKey[0]).startsWith("/api/dashboards"),
      });
      onDone();
    },
  });
  return (
    <p className={ui.note["note"]} role="status">
      <Status kind={restore.isError ? "error" : "warn"}>older version</Status>
      <span className={ui.note["text"]}>
        {restore.isError
          ? toProblem(restore.error).message
          : `Version ${version} of ${latest}, saved by ${savedBy} at ${formatTime(Date.parse(saved))}.`}
      </span>
      {mayChange && (
        <button
          type="button"
          className={ui.text["link"]}
          disabled={restore.isPending}
          onClick={() => restore.mutate()}
        >
          Restore this version
        </button>
      )}
      <button type="button" className={ui.text["link"]} onClick={onDone}>
        Show the newest
      </button>
    </p>
  );
}
