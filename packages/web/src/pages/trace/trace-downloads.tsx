// "Download": the trace as a file for other tools, or as the API answers it.
import { Popover } from "@mantine/core";
import { useState, type JSX } from "react";

import { urlOf } from "../../data/client.ts";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./compare-with.module.css";

const formats = [
  ["otlp-json", "OTLP JSON", "spans and logs; `telltale-console import` reads it"],
  ["jaeger-json", "Jaeger JSON", "spans; Jaeger opens it"],
] as const;

export function TraceDownloads({ traceId }: { readonly traceId: string }): JSX.Element {
  const [opened, setOpened] = useState(false);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      offset={6}
      trapFocus
      returnFocus
      shadow="none"
    >
      <Popover.Target>
        <button type="button" className={ui.button["button"]} onClick={() => setOpened(!opened)}>
          <Icon name="download" />
          Download
        </button>
      </Popover.Target>
      <Popover.Dropdown className={ui.menu["menu"]}>
        <ul aria-label="Formats">
          {formats.map(([format, name, use]) => (
            <li key={format}>
              <a
                className={classes(ui.menu["item"], css["item"])}
                href={urlOf("/api/traces/:id/file", { id: traceId }, { format })}
                download
                onClick={() => setOpened(false)}
              >
                {name} <span className={ui.text["dim"]}>{use.replaceAll("`", "")}</span>
              </a>
            </li>
          ))}
          <li>
            <a
              className={ui.menu["item"]}
              href={urlOf("/api/traces/:id", { id: traceId }, undefined)}
              download={`trace-${traceId}.json`}
              onClick={() => setOpened(false)}
            >
              API answer <span className={ui.text["dim"]}>at most 20,000 spans</span>
            </a>
          </li>
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}
