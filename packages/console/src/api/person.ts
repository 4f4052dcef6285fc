// GET /api/users/{id}/export and DELETE /api/users/{id}: a person's data, taken along or deleted. Both are noted in the audit log, with a
// hash of the id in its place, before anything happens.
import { type DeletedPerson, userExportPath, userPath } from "contract";
import { type Audit, personHash } from "../auth/audit.ts";
import { anybody } from "../auth/principal.ts";
import type { PersonalData } from "../store/personal-data.ts";
import { Attachment } from "./attachment.ts";
import { answered, type ApiContext, type ApiRoute, type RawParams } from "./context.ts";
import { readParams, requiredText } from "./params.ts";

export interface PersonSources {
  readonly personalData: PersonalData;
  readonly audit: Audit;
}

export function personRoutes(sources: PersonSources): readonly ApiRoute[] {
  const admin = { access: "admin", audited: true } as const;
  return [
    {
      method: "GET",
      path: userExportPath,
      ...admin,
      handler: (raw, context) => exportOne(raw, context, sources),
    },
    {
      method: "DELETE",
      path: userPath,
      ...admin,
      handler: (raw, context) => deleteOne(raw, context, sources),
    },
  ];
}

async function exportOne(
  raw: RawParams,
  context: ApiContext,
  { personalData, audit }: PersonSources,
): Promise<Attachment> {
  const { id } = readParams({ id: requiredText }, raw);
  const tenant = tenantOf(context);
  await note(context, audit, "person.export", id);
  const body = await answered(() => personalData.exportOf({ tenant, id }, context.signal));
  return new Attachment(`person-${personHash(id).slice(0, 12)}.ndjson`, body, "application/x-ndjson");
}

async function deleteOne(
  raw: RawParams,
  context: ApiContext,
  { personalData, audit }: PersonSources,
): Promise<DeletedPerson> {
  const { id } = readParams({ id: requiredText }, raw);
  await note(context, audit, "person.delete", id);
  const done = await answered(() => personalData.deleteOf({ tenant: tenantOf(context), id }));
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
  await answered(() => audit.record({ actor, action, target: personHash(id), address, tenant, details }));
}
