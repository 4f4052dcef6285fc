// GET /api/openapi.json: the API as a document for programs, made out of the contract by tools/openapi.ts.
import document from "./openapi.json" with { type: "json" };
import type { RawParams } from "./context.ts";
import { readParams } from "./params.ts";

export async function getOpenApi(raw: RawParams): Promise<unknown> {
  readParams({}, raw);
  return document;
}
