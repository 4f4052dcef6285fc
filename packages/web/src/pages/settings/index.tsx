// Settings: one tab per section.
import { Tabs } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import type { JSX } from "react";

import { PageHead } from "../../ui/page-head.tsx";
import { sections } from "./sections.ts";

/** The page. */
export function SettingsPage(): JSX.Element {
  const asked = useParams({ strict: false, select: ({ section }) => section });
  const shown = sections.find(({ id }) => id === asked) ?? sections[0];
  return (
    <>
      <PageHead title="Settings" />
      <Tabs value={shown.id}>
        <Tabs.List aria-label="Sections of settings">
          {sections.map(({ id, label }) => (
            <Tabs.Tab
              key={id}
              value={id}
              renderRoot={(props) => (
                <Link to="/settings/$section" params={{ section: id }} {...props} type={undefined} />
              )}
            >
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={shown.id}>
          <shown.Content />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
