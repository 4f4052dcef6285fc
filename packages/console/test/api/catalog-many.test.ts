// The catalog of one who has very many services, or declares very many catalogs: all names are there, and what is cut is said.
// @module-tag extended
import type { CatalogResult } from "contract";
import { expect, test } from "vitest";
import { at, now, openApi, resource, sample, series } from "./harness.ts";

test("300 services with one metric leave room for other metrics", async () => {
  const api = await openApi();
  try {
    await api.write((sink) => {
      for (let nth = 0; nth < 300; nth++)
        sink.sample(sample(series("crowd", { resource: resource(`s${nth}`) }), at(-60_000), 1));
      sink.sample(sample(series("single", { resource: resource("s0") }), at(-60_000), 1));
    });
    const { items, cut } = await api.get<CatalogResult>("/api/catalog?kind=metric");
    expect(items).toMatchObject([
      { name: "crowd", count: 200 },
      { name: "single", count: 1 },
    ]);
    expect(cut).toEqual(["metrics"]);
  } finally {
    await api.close();
  }
});

test("10,010 catalogs leave room for what is declared", async () => {
  const api = await openApi();
  const define = (kind: string, name: string, seenMs: number) => ({
    tenant: "",
    kind,
    name,
    version: "",
    steps: [],
    states: [],
    transitionsJson: "",
    timeoutMs: 0,
    service: "shop",
    seenMs,
    catalog: { name: "c0", version: "1", content: "{}", source: "" },
  });
  try {
    await api.write((sink) => {
      for (let nth = 0; nth < 10_010; nth++)
        sink.definition(define("catalog", `c${nth}`, now - 60_000 - nth));
      sink.definition(define("catalog.metric", "orders", now - 60_000));
    });
    const found = await api.get<CatalogResult>("/api/catalog");
    expect(found.items).toMatchObject([{ kind: "metric", name: "orders", state: "dead" }]);
    expect(found).toMatchObject({ truncatedCatalogs: 9_500, cut: ["declarations"] });
  } finally {
    await api.close();
  }
});
