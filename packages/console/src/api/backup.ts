// The store as a file, taken while it runs.
import { backupPath } from "contract";
import type { Backups } from "../store/backup/backup.ts";
import { Attachment } from "./attachment.ts";
import { answered, type ApiRoute } from "./context.ts";

export function backupRoutes(backups: Backups): readonly ApiRoute[] {
  return [
    {
      method: "POST",
      path: backupPath,
      access: "operator",
      handler: async () => {
        const archive = await answered(() => backups.open());
        const taken = new Date().toISOString().replaceAll(/[:.]/g, "-");
        return new Attachment(`telltale-${taken}.tar`, archive, "application/x-tar");
      },
    },
  ];
}
