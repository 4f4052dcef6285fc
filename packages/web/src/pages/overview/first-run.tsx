// The first run: code to paste, the endpoints of this console, live counters. Becomes the overview when data arrives.

import { Tabs } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Stats } from "contract";
import { useState, type JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { classes } from "../../ui/classes.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Highlighted } from "../../ui/snippet.tsx";
import { docsAddress } from "../../ui/docs-link.tsx";
import { ui } from "../../ui/styles.ts";
import { useNow } from "../../ui/use-now.ts";
import { useTitle } from "../../ui/use-title.ts";
import css from "./first-run.module.css";
import { snippetsFor } from "./first-run-snippets.ts";
import { Vane } from "./vane.tsx";

export function FirstRun({
  arrived,
  stats,
}: {
  readonly arrived: boolean;
  readonly stats: Stats;
}): JSX.Element {
  useTitle(arrived ? "First data received" : "Waiting for the first span");
  return (
    <div className={css["first"]} data-state={arrived ? "arrived" : "waiting"}>
      <section className={css["wait"]} aria-live="polite">
        <Vane />
        <div className={css["say"]}>
          <h1>{arrived ? "First data received" : "Waiting for the first span"}</h1>
          <p>
            {arrived
              ? "Opening the overview…"
              : stats.received.spans > 0
                ? "Only test spans of the doctor received yet. Run one of these commands; the overview opens automatically."
                : "No data received yet. Run one of these commands; the overview opens automatically."}
          </p>
          <Ticks stats={stats} arrived={arrived} />
        </div>
      </section>
      <Send stats={stats} />
      <section className={css["also"]}>
        <div>
          <h2 className={ui.section["title"]}>No application yet?</h2>
          <p className={ui.text["soft"]}>
            Start the demo shop from a checkout: visitors, orders, and faults that you can switch on.
          </p>
          <p>
            <code className={css["command"]}>npm start</code>
          </p>
        </div>
        <div>
          <h2 className={ui.section["title"]}>Already have data?</h2>
          <p className={ui.text["soft"]}>
            Point the OTLP exporter of a Collector here, or{" "}
            <Link to="/import" className={ui.text["link"]}>
              import files
            </Link>
            : OTLP, Zipkin, Jaeger, CSV, Parquet.
          </p>
          <p>
            <code className={css["command"]}>npx telltale-console import traces.json</code>
          </p>
        </div>
        <NotShown />
      </section>
    </div>
  );
}

/** What finds out why data does not arrive. */
function NotShown(): JSX.Element {
  return (
    <div>
      <h2 className={ui.section["title"]}>Data sent, but not shown?</h2>
      <p className={ui.text["soft"]}>
        In your application’s folder, the library’s doctor checks the endpoints that the application uses. The
        console’s doctor sends a span over each protocol and shows which request is rejected. All causes are
        under{" "}
        <a className={ui.text["link"]} href={docsAddress("troubleshooting")} target="_blank" rel="noreferrer">
          Troubleshooting
        </a>
        .
      </p>
      <p>
        <code className={css["command"]}>npx telltale doctor</code>
      </p>
      <p>
        <code className={css["command"]}>npx telltale-console doctor</code>
      </p>
    </div>
  );
}

function Ticks({
  stats: { received, startedAt },
  arrived,
}: {
  readonly stats: Stats;
  readonly arrived: boolean;
}): JSX.Element {
  const now = useNow(1000);
  const [opened] = useState(() => Date.now());
  const since = Date.parse(startedAt);
  const seconds = Math.max(
    0,
    Math.floor((now - (Number.isNaN(since) || now - since > 3_600_000 ? opened : since)) / 1000),
  );
  const counts = [
    ["spans", received.spans],
    ["log records", received.logRecords],
    ["metric points", received.metricPoints],
    ["business events", received.businessEvents],
  ] as const;
  return (
    <dl className={css["ticks"]}>
      <div className={css["waited"]}>
        <dt>{arrived ? "waited" : "waiting"}</dt>
        <dd>
          {Math.floor(seconds / 60)}:{String(seconds % 60).padStart(2, "0")}
        </dd>
      </div>
      {counts.map(([name, count]) => (
        <div key={name} className={count > 0 ? css["some"] : undefined}>
          <dt>{name}</dt>
          <dd>{formatCount(count)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Send({ stats: { addresses } }: { readonly stats: Stats }): JSX.Element {
  const tabs = snippetsFor(addresses.otlpHttp);
  return (
    <section className={css["send"]} aria-label="Send data">
      <Tabs defaultValue="telltale">
        <Tabs.List aria-label="How to send">
          {tabs.map(({ id, label }) => (
            <Tabs.Tab key={id} value={id}>
              {label}
            </Tabs.Tab>
          ))}
          <span className={classes(css["address"], ui.screen["hidePhone"])}>
            receiving at <b className={ui.text["mono"]}>{addresses.otlpHttp}</b>
            <span>HTTP</span>{" "}
            <b className={ui.text["mono"]}>{addresses.otlpGrpc.replace(/^https?:\/\//, "")}</b>
            <span>gRPC</span>
          </span>
        </Tabs.List>
        {tabs.map(({ id, steps }) => (
          <Tabs.Panel key={id} value={id}>
            {steps.map(({ name, code }) => (
              <figure className={classes(ui.snippet["code"], css["step"])} key={name}>
                <figcaption>{name}</figcaption>
                <pre>
                  <Highlighted code={code} />
                </pre>
                <CopyButton text={code} what={name} variant="word" />
              </figure>
            ))}
          </Tabs.Panel>
        ))}
      </Tabs>
    </section>
  );
}
