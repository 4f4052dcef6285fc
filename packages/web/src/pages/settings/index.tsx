// Settings: what the console runs on and who may come in, one section at a time.
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
      <nav className="tabs" aria-label="Sections of settings">
        {sections.map(({ id, label }) => (
          <Link
            key={id}
            to="/settings/$section"
            params={{ section: id }}
            aria-current={id === shown.id ? "page" : undefined}
          >
            {label}
          </Link>
        ))}
      </nav>
      <shown.Content />
    </>
  );
}
