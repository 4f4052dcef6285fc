// GET /api/users/{id}/export and DELETE /api/users/{id}: a person's data, exported or deleted. Both are written to the audit log,
// with a hash of the id, before anything else happens.
import type { DeletedPerson, ParamsOf } from "contract";
import { type Audit, personHash } from "../../auth/audit.ts";
import type { PersonalData } from "../../store/personal-data.ts";
import { Attachment } from "../attachment.ts";
import { callerOf, noteOf } from "../caller.ts";
import type { ApiContext, ApiRoute } from "../context.ts";
import { toRoutes } from "../route.ts";

export interface PersonSources {
  readonly personalData: PersonalData;
  readonly audit: Audit;
}

export function personRoutes(sources: PersonSources): readonly ApiRoute[] {
  return toRoutes(
    {
      "GET /api/users/:id/export": (params, context) => exportOne(params, context, sources),
      "DELETE /api/users/:id": (params, context) => deleteOne(params, context, sources),
    },
    { audited: true },
  );
}

async function exportOne(
  { id }: ParamsOf<"GET /api/users/:id/export">,
  context: ApiContext,
  { personalData, audit }: PersonSources,
): Promise<Attachment> {
  const { tenant } = callerOf(context);
  await audit.record(noteOf(context, { action: "person.export", target: personHash(id) }));
  const body = await personalData.exportOf({ tenant, id }, context.signal);
  return new Attachment(`person-${personHash(id).slice(0, 12)}.ndjson`, body, "application/x-ndjson");
}

async function deleteOne(
  { id }: ParamsOf<"DELETE /api/users/:id">,
  context: ApiContext,
  { personalData, audit }: PersonSources,
): Promise<DeletedPerson> {
  const note = noteOf(context, { action: "person.delete", target: personHash(id) });
  const done = await audit.change(
    note,
    async () => personalData.deleteOf({ tenant: callerOf(context).tenant, id }),
    { details: ({ rows, pending }) => ({ ...rows, pending: pending.length }) },
  );
  return { ...done, person: personHash(id) };
}
