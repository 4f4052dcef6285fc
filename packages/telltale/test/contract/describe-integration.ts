// The contract of every integration, whatever its library does: its description can be printed, instrumenting twice is instrumenting
// once, and what is not the library is given back as it was.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Emitted, LibraryIntegration } from "../../src/integrations/library-integration.ts";
import { collect, type Collected } from "../collect.ts";

const spanForms = ["internal", "server", "client", "producer", "consumer"];
const instruments = ["counter", "updowncounter", "histogram", "gauge"];

/** Runs the contract. `load` gives the real library as `import * as library` or `require` does. */
export function describeIntegration(integration: LibraryIntegration<never>, load?: () => unknown): void {
  const instrument = (library: unknown): unknown => integration.instrument(library);

  describe(`${integration.name}: integration`, () => {
    let sent: Collected;
    beforeAll(() => (sent = collect()));
    afterAll(async () => sent.stop());

    test("says what it is for and what it emits, each once, in the words of the reference", () => {
      expect(integration.name).toMatch(/^[a-z][a-z0-9-]*$/);
      for (const [from, before] of integration.versions ?? []) expect(before).toBeGreaterThan(from);
      const places = integration.emits.map(({ kind, name, form }) => `${kind} ${name} ${form}`);
      expect(places).toEqual([...new Set(places)]);
      expect(integration.emits.flatMap(faultsOf)).toEqual([]);
    });

    test.each(strangers())("given %s it gives it back as it was, and throws nothing", (_what, stranger) => {
      expect(instrument(stranger)).toBe(stranger);
    });

    test.each(load === undefined ? [] : [load])("instrumenting twice is instrumenting once", (real) => {
      const library = real();
      const once = instrument(library);
      const after = shapeOf(once);
      expect(instrument(once)).toBe(once);
      expect(shapeOf(once)).toEqual(after);
    });
  });
}

function faultsOf({ kind, name, form, description, attributes }: Emitted): string[] {
  const names = attributes.map((attribute) => attribute.name);
  const instrument = form.toLowerCase().replace(/observable|asynchronous|[^a-z]/g, "");
  const faults = {
    "has no name": name === "",
    "is not described in a sentence": !description.endsWith("."),
    "lists an attribute twice": new Set(names).size < names.length,
    "is of no kind of spans": kind === "span" && !spanForms.includes(form),
    "is of no kind of instruments": kind === "metric" && !instruments.includes(instrument),
  };
  return Object.entries(faults).flatMap(([fault, found]) => (found ? [`${kind} ${name} ${fault}`] : []));
}

/** What may come in the place of a library: mocks, other versions, failed loads. */
function strangers(): [string, unknown][] {
  const throwing = new Proxy(
    {},
    {
      get: () => {
        throw new Error("no");
      },
    },
  );
  return [
    ["undefined", undefined],
    ["null", null],
    ["a number", 1],
    ["a text", "library"],
    ["an empty object", {}],
    ["a frozen object", Object.freeze({})],
    ["an object without a prototype", Object.create(null)],
    ["an empty namespace", { default: {}, __esModule: true }],
    ["a namespace without anything", { default: undefined }],
    ["a function", () => {}],
    ["an instance", new Date(0)],
    ["what throws when it is read", throwing],
  ];
}

/** The functions of a library and of what it has, by path, two levels deep. */
function shapeOf(library: unknown): Map<string, unknown> {
  const found = new Map<string, unknown>();
  const visit = (value: unknown, path: string, depth: number): void => {
    if ((typeof value !== "object" && typeof value !== "function") || value === null) return;
    for (const [key, { value: inner }] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
      const place = `${path}.${key}`;
      if (typeof inner === "function") found.set(place, inner);
      if (depth > 0) visit(inner, place, depth - 1);
    }
  };
  visit(library, "", 2);
  return found;
}
