// A backup of the store as a file, taken while it runs.
import type { Backups } from "../../store/backup/backup.ts";
import { Attachment } from "../attachment.ts";
import { type ApiRoute } from "../context.ts";
import { toRoutes } from "../route.ts";

export function backupRoutes(backups: Backups): readonly ApiRoute[] {
  return toRoutes({
    "POST /api/backup": async () => {
      const archive = await backups.open();
      const taken = new Date().toISOString().replaceAll(/[:.]/g, "-");
      return new Attachment(`telltale-${taken}.tar`, archive, "application/x-tar");
    },
  });
}
