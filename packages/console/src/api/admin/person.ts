// GET /api/users/{id}/export and DELETE /api/users/{id}: a person's data, exported or deleted. Both are written to the audit log,
// with a hash of the id, before anything else happens.
import type { DeletedPerson, ParamsOf } from "contract";
import { type Audit, personHash } from "../../auth/audit.ts";
import { anybody } from "../../auth/principal.ts";
import type { PersonalData } from "../../store/personal-data.ts";
import { Attachment } from "../attachment.ts";
import { type ApiContext, type ApiRoute } from "../context.ts";
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
  const tenant = tenantOf(context);
  await note(context, audit, "person.export", id);
  const body = await personalData.exportOf({ tenant, id }, context.signal);
  return new Attachment(`person-${personHash(id).slice(0, 12)}.ndjson`, body, "application/x-ndjson");
}

async function deleteOne(
  { id }: ParamsOf<"DELETE /api/users/:id">,
  context: ApiContext,
  { personalData, audit }: PersonSources,
): Promise<DeletedPerson> {
  await note(context, audit, "person.delete", id);
  const done = await personalData.deleteOf({ tenant: tenantOf(context), id });
  await note(context, audit, "person.deleted", id, { ...done.rows, pending: done.pending.length });
  return { ...done, person: personHash(id) };
}

function tenantOf({ caller }: ApiContext): string {
  return caller?.principal.tenant ?? "";
}

async function note(
  { caller }: ApiContext,
  audit: Audit,
  action: string,
  id: string,
  details: Readonly<Record<string, number>> = {},
): Promise<void> {
  const { name: actor, tenant } = caller?.principal ?? anybody;
  const address = caller?.address ?? "";
  await audit.record({ actor, action, target: personHash(id), address, tenant, details });
}
