// Names of crash files: parsed as they were written; keys separate senders that must not be mixed.
import { expect, test } from "vitest";
import { otlpExporter } from "../export/otlp.ts";
import { keyOf, parseCrashName, toCrashName } from "./crash-name.ts";

const key = keyOf(["shop"]);

test("parses a name, claimed or not", () => {
  const name = toCrashName(key, 1_763_000_000_000, 512, 1020);
  const said = { name, key, madeMs: 1_763_000_000_000, items: 512, bytes: 1020 };
  expect(parseCrashName(name)).toEqual({ ...said, file: name, owner: undefined });
  const claimed = `${name}.n0123456789ab.42.0123456789ab`;
  expect(parseCrashName(claimed)).toEqual({ ...said, file: claimed, owner: "n0123456789ab.42.0123456789ab" });
});

test.each([
  "",
  "notes.txt",
  "../x.otlp",
  `${toCrashName(key, 1, 1, 1)}.tmp`,
  `${toCrashName(key, 1, 1, 1)}.x`,
])("`%s` is not a crash file", (name) => expect(parseCrashName(name)).toBe(undefined));

test("senders that differ in any part have different keys, and a key holds no secret", () => {
  const endpoint = "http://127.0.0.1:4318";
  const exporters = [
    otlpExporter({ endpoint }, {}),
    otlpExporter({ endpoint: "http://127.0.0.1:4319" }, {}),
    otlpExporter({ endpoint, protocol: "http/json" }, {}),
    otlpExporter({ endpoint, headers: { authorization: "Bearer tenant-a" } }, {}),
    otlpExporter({ endpoint, headers: { authorization: "Bearer tenant-b" } }, {}),
  ];
  const recipients = exporters.map(({ recipient }) => recipient?.("traces"));
  const keys = recipients.map((one) => keyOf(["shop", "", "", "traces", one]));
  expect(new Set(keys).size).toBe(exporters.length);
  expect(keyOf(["shop", "", "", "logs", recipients[0]])).not.toBe(keys[0]);
  expect(keyOf(["mail", "", "", "traces", recipients[0]])).not.toBe(keys[0]);
  for (const one of keys) expect(one).toMatch(/^[0-9a-f]{32}$/);
});
