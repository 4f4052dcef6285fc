// GET and PUT /api/links: where the source code of services is, and the form of a new ticket. One document of the tenant.
import { type LinkSettings, type LinksResult, linkSettings } from "contract";
import { ProblemError } from "../../problem/problem.ts";
import type { Documents, StoredDocument } from "../../store/documents.ts";
import { callerOf, readBody, versionOf } from "../caller.ts";
import type { ApiContext, ApiRoute } from "../context.ts";
import { toRoutes } from "../route.ts";

const kind = "links";
const example =
  '{ "repositories": [{ "service": "payment", "url": "https://github.com/acme/payment" }], "ticket": "https://github.com/acme/shop/issues/new?title={title}&body={body}" }';

export const linkRoutes: readonly ApiRoute[] = toRoutes({
  "GET /api/links": async (_, context) => toResult(await documentsOf(context).read(kind), context),
  "PUT /api/links": async (_, context) => save(context),
});

async function save(context: ApiContext): Promise<LinksResult> {
  const after = versionOf(context);
  const settings: LinkSettings = readBody(linkSettings, context, example);
  const saved = await documentsOf(context).save(kind, JSON.stringify(settings), after);
  if (saved !== undefined) return toResult(saved, context);
  throw new ProblemError(
    "LINKS_CHANGED",
    `Version ${after} of the links is not the newest: they were saved meanwhile.`,
    "Read them again, and repeat your change.",
  );
}

function toResult({ version, body }: StoredDocument, context: ApiContext): LinksResult {
  const settings: LinkSettings =
    body === "" ? { repositories: [], ticket: "" } : (JSON.parse(body) as LinkSettings);
  return { ...settings, version, mayChange: callerOf(context).scope === "admin" };
}

function documentsOf({ documents }: ApiContext): Documents {
  if (documents === undefined) throw new Error("links need the documents of the store");
  return documents;
}
