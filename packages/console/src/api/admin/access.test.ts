import { readFileSync } from "node:fs";
import { maxTokens } from "contract";
import { expect, test } from "vitest";
import type { Audit } from "../../auth/audit.ts";
import type { Tokens } from "../../auth/tokens.ts";
import type { StoredToken } from "../../store/access.ts";
import type { ApiContext } from "../context.ts";
import { accessRoutes } from "./access.ts";

/** Creates a token for a tenant beside those that are stored. */
async function create(stored: readonly Pick<StoredToken, "kind" | "tenant">[]): Promise<unknown> {
  const made: unknown[] = [];
  const tokens = {
    list: async () => stored,
    create: async (request: object) => {
      made.push(request);
      return { secret: "tltk_x", token: { ...request, id: "t1", createdMs: 0, revoked: false } };
    },
  } as unknown as Tokens;
  const audit = {} as Audit;
  const routes = accessRoutes({
    tokens,
    audit,
    store: { audit: async () => [] },
    checkTenant: async () => "",
  });
  const { handler } = routes.find(({ method, path }) => method === "POST" && path === "/api/tokens")!;
  const body = { name: "sender", scope: "ingest", tenant: "acme" };
  const context = { nowMs: Date.now, request: { body, ifMatch: undefined } } as unknown as ApiContext;
  await handler({}, context);
  return made;
}

const tokensOf = (count: number, tenant: string, kind: StoredToken["kind"] = "token") =>
  Array.from({ length: count }, () => ({ kind, tenant }));

test("a tenant that has as many tokens as it may have gets no more", async () => {
  await expect(create(tokensOf(maxTokens, "acme"))).rejects.toMatchObject({
    code: "TOKENS_FULL",
    status: 409,
  });
});

test("sessions, and tokens of other tenants, take no room of a tenant's tokens", async () => {
  const others = [...tokensOf(maxTokens, "other"), ...tokensOf(maxTokens, "acme", "session")];
  expect(await create([...tokensOf(maxTokens - 1, "acme"), ...others])).toMatchObject([{ tenant: "acme" }]);
});

test("the limit is that of the docs", () => {
  const guide = new URL("../../../../../docs/guide/security.md", import.meta.url);
  expect(readFileSync(guide, "utf8")).toContain(`at most ${maxTokens.toLocaleString("en")} tokens`);
});
