// A person's data: taken along, or deleted.
import { z } from "zod";
import type { Out, Routes } from "./route.ts";

export const exportedRow = z
  .object({ table: z.string(), row: z.record(z.string(), z.unknown()) })
  .meta({ id: "ExportedRow", description: "One line of the export." });
export type ExportedRow = Out<typeof exportedRow>;

export const deletedPerson = z
  .object({
    rows: z.record(z.string(), z.number()).describe("Deleted rows by table."),
    pending: z
      .array(z.string())
      .describe(
        "Tables in which the deletion is still running. It completes on its own, even after a restart.",
      ),
    person: z.string().describe("SHA-256 of the id, as the audit log has it."),
  })
  .meta({ id: "DeletedPerson", description: "The answer to `DELETE /api/users/{id}`." });
export type DeletedPerson = Out<typeof deletedPerson>;

export const personalDataRoutes = {
  "GET /api/users/:id/export": {
    summary: "Returns every row that carries a person's id, one JSON object a line.",
    access: "admin",
    file: "application/x-ndjson",
    of: exportedRow,
  },
  "DELETE /api/users/:id": {
    summary: "Deletes a person's data from spans, logs and business events.",
    access: "admin",
    result: deletedPerson,
  },
} satisfies Routes;
