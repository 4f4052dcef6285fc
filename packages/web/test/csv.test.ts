// The main lists as CSV: raw figures with their units, and times in ISO 8601. That every such list can be saved is in `every-page.test.ts`.
import { expect, test } from "vitest";

import { describePages } from "./browser-pages.ts";
import { saveCsv } from "./saved-csv.ts";

const number = /^\d+(\.\d+)?(e-\d+)?$/;
const time = /^20\d\d-\d\d-\d\dT[\d:.]+Z$/;

describePages("CSV", (pages) => {
  test.each<[address: string, first: Readonly<Record<string, string | RegExp>>]>([
    [
      "/errors?state=all",
      {
        Error: "ProviderTimeoutError",
        Message: /^\[nordpay 80 %, harbourpay 20 %\] did not answer in 1500 ms$/,
        Occurrences: number,
        People: number,
        "Last seen": time,
      },
    ],
    [
      "/traces",
      {
        Trace: /./,
        "Trace id": /^[0-9a-f]{32}$/,
        "Duration (ms)": number,
        Spans: number,
        Errors: number,
        Started: time,
      },
    ],
    [
      "/traces?view=groups&by=user.tier&sort=errors",
      {
        "user.tier": "gold",
        "Stored spans": "9114",
        "Stored errors": "812",
        "Errors of spans (share)": /^0\.00968/,
        "p95 (ms)": "2410",
      },
    ],
    [
      "/services?sort=errors",
      {
        Service: "payment",
        "Rate (1/s)": number,
        "Error share": /^0\.\d+$/,
        "Error share before": /^0\.\d+$/,
        "p99 (ms)": number,
      },
    ],
    [
      "/services/payment",
      { Operation: "POST /charge", "Span rate (1/s)": number, "Time (ms)": number, "Time share": /^0\.\d+$/ },
    ],
    ["/alerts", { State: "firing", Alert: /./, Value: number, Since: time, Severity: /./ }],
    ["/alerts/silences", { Silence: /./, State: "active", "Alerts with": /=/, From: time, Until: time }],
    ["/alerts/anomalies", { Began: time, Anomaly: /./, Expected: number, Observed: number }],
    ["/interactions", { Ended: time, Contact: /./, "Duration (ms)": number }],
    ["/people/u1", { Time: time, Kind: "trace", What: /./ }],
  ])("of %s has raw figures", { tags: ["extended"] }, async (address, first) => {
    await pages.open(address);
    await pages.waitUntilLoaded();
    const { headings, rows } = await saveCsv(pages.page);
    expect(Object.fromEntries(headings.map((heading, at) => [heading, rows[0]?.[at]]))).toMatchObject(
      Object.fromEntries(
        Object.entries(first).map(([heading, cell]) => [heading, expect.stringMatching(cell)]),
      ),
    );
  });
});
