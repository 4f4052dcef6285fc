// Who calls, and what they send.
import type { z } from "zod";
import type { AuditNote } from "../auth/audit.ts";
import { actorOf, anybody, type Principal } from "../auth/principal.ts";
import { ProblemError } from "../problem/problem.ts";
import type { ApiContext } from "./context.ts";

export function callerOf({ caller }: ApiContext): Principal {
  return caller?.principal ?? anybody;
}

/** Whose data the caller sees and changes. */
export function tenantOf(context: ApiContext): string {
  return callerOf(context).tenant;
}

function addressOf({ caller }: ApiContext): string {
  return caller?.address ?? "";
}

/** A change of the caller, for the audit log. */
export function noteOf(
  context: ApiContext,
  entry: Pick<AuditNote, "action" | "target" | "details">,
): AuditNote {
  return { ...entry, ...actorOf(callerOf(context)), address: addressOf(context) };
}

/** @throws {ProblemError} 400 `BAD_BODY` that names the field. */
export function readBody<Schema extends z.ZodType>(
  schema: Schema,
  { request }: ApiContext,
  example: string,
): z.output<Schema> {
  const parsed = schema.safeParse(request?.body);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  const what = path.length === 0 ? "the body" : `\`${path.join(".")}\``;
  throw new ProblemError(
    "BAD_BODY",
    `Cannot use ${what}: ${message}.`,
    `Send for example \`${example}\` as JSON.`,
  );
}

/** The version that the caller has read. @throws {ProblemError} 428 `IF_MATCH_REQUIRED`. */
export function versionOf({ request }: ApiContext): number {
  const version = /^"(\d{1,15})"$/.exec(request?.ifMatch ?? "")?.[1];
  if (version !== undefined) return Number(version);
  throw new ProblemError(
    "IF_MATCH_REQUIRED",
    "A change needs the header `If-Match` with the version that was read.",
    'Send the `version` as `If-Match`, for example `"3"`.',
  );
}
