import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { cutOf, limits } from "./cut.ts";

type Lists = Parameters<typeof cutOf>[0];
const nothing: Lists = {
  shapes: [],
  before: [],
  series: [],
  seriesAttributes: [],
  values: [],
  newValues: [],
  typical: [],
  ids: [],
  resources: [],
  business: [],
  errors: [],
  messages: [],
};
const metric = (name: string) => ({ name });
const rows = <Row>(length: number, toRow: (at: number) => Row): Row[] =>
  Array.from({ length }, (_, at) => toRow(at));
const cut = (lists: Partial<Lists>) => {
  const { parts, partial } = cutOf({ ...nothing, ...lists });
  return { parts: [...parts], partial: [...partial] };
};

test("a list as long as the limit of its query may be cut, a shorter one is not", () => {
  expect(cut({ shapes: rows(19_999, () => ({})), ids: rows(1_999, () => ({})) }).parts).toEqual([]);
  expect(cut({ shapes: rows(20_000, () => ({})), messages: rows(1_000, () => ({})) })).toEqual({
    parts: ["signals", "messages"],
    partial: ["span", "event", "attribute", "log"],
  });
});

test("of very many services of few metrics every metric is there, not every attribute", () => {
  const lists = { series: [...rows(200, () => metric("a")), metric("b")] };
  expect(cut(lists)).toEqual({ parts: ["metrics"], partial: ["attribute"] });
  expect(cut({ series: rows(20_000, (at) => metric(`m${at}`)) }).partial).toEqual(["attribute", "metric"]);
  expect(cut({ series: rows(19_999, (at) => metric(`m${at}`)) }).parts).toEqual([]);
});

test("business events are cut by their kind", () => {
  const business = rows(2_001, () => ({ kind: "funnel" as const }));
  expect(cut({ business })).toEqual({ parts: ["business"], partial: ["journey"] });
  expect(cut({ business: [...business.slice(1), { kind: "transaction" }] }).parts).toEqual([]);
});

test("each query has the limit that is judged by", () => {
  const found = Object.keys(limits).map((list) => {
    const file = `catalog-${list.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.sql`;
    const sql = readFileSync(new URL(file, import.meta.url), "utf8");
    return [list, Number(/\bLIMIT (\d+)(?![^]*\bLIMIT )/.exec(sql)?.[1])];
  });
  expect(Object.fromEntries(found)).toEqual(limits);
});
