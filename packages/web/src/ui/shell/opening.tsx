// A page that opens slowly, announced: its outline over the page before, which stays as it is below.
import { useRouter, type AnyRoute, type AnyRouter, type RouterHistory } from "@tanstack/react-router";
import { createElement, type JSX } from "react";

import { announce, useAnnounced, withdraw } from "../announced.ts";
import css from "./opening.module.css";

/**
 * Makes `router` announce each navigation to a route that shows its own pending component at once (`pendingMs: 0`). A navigation to another
 * page, Back and Forward withdraw what is announced.
 */
export function announceSlowPages(router: AnyRouter): void {
  const navigate = router.navigate;
  router.navigate = (options) => {
    const { to } = options;
    // A change of the page's own address, as it is written while one types, opens no other page.
    if (typeof to !== "string" || to === ".") return navigate(options);
    withdraw();
    if (outlineOf(router, to) === undefined) return navigate(options);
    return new Promise((resolve, reject) => {
      const begin = (): void => void navigate(options).then(resolve, reject);
      announce(to, begin, resolve);
    });
  };
  const history: RouterHistory = router.history;
  history.subscribe(({ action: { type } }) => {
    if (type !== "PUSH" && type !== "REPLACE") withdraw();
  });
}

/** The outline of the page that is announced. */
export function Opening(): JSX.Element | null {
  const to = useAnnounced();
  const outline = outlineOf(useRouter(), to);
  if (outline === undefined) return null;
  return (
    <div className={css["opening"]}>
      <div>{createElement(outline)}</div>
    </div>
  );
}

function outlineOf(router: AnyRouter, to: string | undefined): AnyRoute["options"]["pendingComponent"] {
  if (to === undefined) return undefined;
  const options = (router.routesById as Readonly<Record<string, AnyRoute>>)[to]?.options;
  return options?.pendingMs === 0 ? options.pendingComponent : undefined;
}
