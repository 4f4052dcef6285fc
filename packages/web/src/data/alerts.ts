// Alerts, rules and silences: what people change.
import type {
  AlertDelivery,
  AlertNote,
  AlertRuleInfo,
  NewAlertNote,
  NewAlertRule,
  NewPreview,
  NewSilence,
  PreviewResult,
  Silence,
} from "contract";

import { send } from "./client.ts";

/** @throws {ApiError} */
export async function addAlertNote(id: string, note: NewAlertNote): Promise<AlertNote> {
  return send("POST /api/alerts/:id/notes", { params: { id }, body: note });
}

/** @throws {ApiError} `RULE_INVALID` with all mistakes of the rule. */
export async function createRule(rule: NewAlertRule): Promise<AlertRuleInfo> {
  return send("POST /api/alert-rules", { body: rule });
}

/** @throws {ApiError} 412 when the rule has changed since it was read; `RULE_INVALID` with all its mistakes. */
export async function changeRule(
  { id, version }: Pick<AlertRuleInfo, "id" | "version">,
  rule: NewAlertRule,
): Promise<AlertRuleInfo> {
  return send("PUT /api/alert-rules/:id", { params: { id }, body: rule, ifMatch: `"${version}"` });
}

/** @throws {ApiError} 412 when the rule has changed since it was read. */
export async function deleteRule({
  id,
  version,
}: Pick<AlertRuleInfo, "id" | "version">): Promise<AlertRuleInfo> {
  return send("DELETE /api/alert-rules/:id", { params: { id }, ifMatch: `"${version}"` });
}

/** What a rule would have done. Aborting `signal` cancels the query in the store. @throws {ApiError} */
export async function previewRule(body: NewPreview, signal: AbortSignal): Promise<PreviewResult> {
  return send("POST /api/alert-rules/preview", { body, signal });
}

/** @throws {ApiError} */
export async function createSilence(silence: NewSilence): Promise<Silence> {
  return send("POST /api/silences", { body: silence });
}

/** Ends it now; one that has ended is removed. @throws {ApiError} */
export async function endSilence(id: string): Promise<Silence> {
  return send("DELETE /api/silences/:id", { params: { id } });
}

/** @throws {ApiError} */
export async function testChannel(name: string): Promise<AlertDelivery> {
  return send("POST /api/channels/:name/test", { params: { name } });
}
