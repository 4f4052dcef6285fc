// "More": the pages that have no entry in the rail. On a phone also those for which the bar has no place.
import { Popover } from "@mantine/core";
import { Link, useLocation } from "@tanstack/react-router";
import { useState, type JSX } from "react";

import { docsAddress } from "../docs-link.tsx";
import { Icon } from "../icons.tsx";
import { ui } from "../styles.ts";
import { useNarrow } from "../use-narrow.ts";
import { BehindMark } from "./behind-mark.tsx";
import { useNavigation } from "./navigation.ts";

/** A button that opens the list. It is marked as current while one of the listed pages is open. */
export function MorePages(): JSX.Element {
  const [opened, setOpened] = useState(false);
  const isPhone = useNarrow();
  const { pathname } = useLocation();
  const listed = useNavigation().filter((page) => page.in === "more" || (isPhone && page.onPhone !== true));
  const isCurrent = listed.some(({ to }) => pathname === to || pathname.startsWith(`${to}/`));
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position={isPhone ? "top-end" : "right-start"}
      offset={6}
      trapFocus
      returnFocus
      shadow="none"
    >
      <Popover.Target>
        <button
          type="button"
          title="More"
          aria-current={isCurrent ? "true" : undefined}
          onClick={() => setOpened(!opened)}
        >
          <Icon name="more" />
          <span>More</span>
          <BehindMark to="more" />
        </button>
      </Popover.Target>
      <Popover.Dropdown className={ui.menu["menu"]}>
        <ul aria-label="More pages">
          {listed.map(({ to, label, icon }) => (
            <li key={to}>
              <Link to={to} className={ui.menu["item"]} onClick={() => setOpened(false)}>
                <Icon name={icon} />
                {label}
                <BehindMark to={to} />
              </Link>
            </li>
          ))}
          <li>
            <a href={docsAddress()} className={ui.menu["item"]} target="_blank" rel="noreferrer">
              <Icon name="docs" />
              Documentation
            </a>
          </li>
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}
