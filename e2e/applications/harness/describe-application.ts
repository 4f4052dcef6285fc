// The tests of one application: without instrumentation, with Telltale, with the stock auto-instrumentations.
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";

import type { Application, Service } from "./application.ts";
import { comparedAnswers, comparedSpans, headerNames } from "./compared.ts";
import { type Form, installPreloads } from "./forms.ts";
import { installApplication, observe, type Observed } from "./observe.ts";
import { readRecording, recordedOf, writeRecording } from "./recording.ts";

const ports = { PostgreSQL: 5432, Redis: 6379 } as const satisfies Record<Service, number>;

/** Set, a run writes down what it observes instead of comparing it; `tools/real-applications.ts` makes the reference of it. */
const isRecording = process.env["TELLTALE_WRITE_DOCS"] === "1";

/** Call it at the top of a test file. */
export async function describeApplication(application: Application): Promise<void> {
  const { name, requests, services = [] } = application;
  const missing = (await Promise.all(services.map(isMissing))).filter((one) => one !== undefined);
  if (missing.length > 0) {
    const reason = `${name}: no ${missing.join(", no ")} at 127.0.0.1`;
    if (process.env["TELLTALE_SERVICES"] === "required") throw new Error(reason);
    console.log(`skipped: ${reason}`);
  }

  describe.skipIf(missing.length > 0)(`${name} in three forms`, () => {
    let bare: readonly [Observed, Observed];
    let telltale: Observed;
    let stock: Observed;

    beforeAll(async () => {
      const preloads = await installPreloads(inject("telltalePack").tarball);
      afterAll(() => preloads.remove());
      // once for all forms: a build takes half a minute
      const { folder, remove } = await installApplication(application);
      afterAll(() => remove());
      const see = (form: Form): Promise<Observed> => observe(application, folder, form, preloads);
      bare = [await see("bare"), await see("bare")];
      telltale = await see("telltale");
      stock = await see("stock");
      if (isRecording) writeRecording(name, { telltale: recordedOf(telltale), stock: recordedOf(stock) });
    });

    test("answers 20 requests with the same status, headers and body", () => {
      expect(requests.length).toBe(20);
      const expected = comparedAnswers(application, bare, bare[0]);
      // what varies without instrumentation is named, or the comparison says nothing
      expect(comparedAnswers(application, bare, bare[1])).toEqual(expected);
      for (const seen of [telltale, stock]) {
        expect(comparedAnswers(application, bare, seen)).toEqual(expected);
        expect(headerNames(seen)).toEqual(headerNames(bare[0]));
      }
    });

    test("prints nothing that it does not print without Telltale, and ends at SIGTERM", () => {
      expect(telltale.isKilled).toBe(false);
      // what the harness keeps it from writing down
      const own = telltale.stderr.match(/^telltale: .*$/gm) ?? [];
      const expected =
        application.isLost === true ? /^telltale: lost \d+ log records? \(lost_at_exit\)/ : /^$/;
      for (const line of own) expect(line).toMatch(expected);
    });

    test("has an entry for each request", () => {
      const { entries } = telltale;
      expect(entries).toBe(requests.length + (application.furtherEntries ?? 0));
    });

    test("has the spans that the stock instrumentations make, but for the differences with a reason", () => {
      const compared = comparedSpans(application, { telltale, stock });
      expect(compared.telltale).toEqual(compared.stock);
      const unused = application.differences.filter((one) => !compared.used.has(one));
      expect(unused, "differences that no longer occur").toEqual([]);
    });

    test("has the spans of the recording, of which the reference is made", () => {
      // record anew: TELLTALE_WRITE_DOCS=1 npx vitest run --project packed e2e/applications
      expect(recordedOf(telltale)).toEqual(readRecording(name)?.telltale);
    });
  });
}

async function isMissing(service: Service): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(ports[service], "127.0.0.1");
    socket.on("connect", () => {
      socket.destroy();
      resolve(undefined);
    });
    socket.on("error", () => resolve(service));
  });
}
