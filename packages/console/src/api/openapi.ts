// GET /api/openapi.json: the API as a document for programs, made of the contract when it is first asked for.
import { openApiDocument } from "contract";
import { readVersion } from "../version.ts";

let document: Readonly<Record<string, unknown>> | undefined;

export async function getOpenApi(): Promise<Readonly<Record<string, unknown>>> {
  document ??= openApiDocument(readVersion());
  return document;
}
