// Renders the pages: theme, queries, live stream, router.
import "./ui/styles.ts";

import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { router } from "./app.tsx";
import type { PagedEndpoint } from "./data/client.ts";
import { requestEarly, requestEarlyPage } from "./data/use-api.ts";
import { firstRequestsOf } from "./first-requests.ts";
import { startLive } from "./state/live.ts";
import { createQueryClient } from "./state/query-client.ts";
import { cssVariablesResolver, theme } from "./ui/theme.ts";

startLive();
const queries = createQueryClient();
// Begun by `early.ts`; the page finds the answers, or waits for them.
for (const { path, input, isPaged } of firstRequestsOf(location)) {
  if (isPaged) requestEarlyPage(queries, path as PagedEndpoint, input);
  else requestEarly(queries, path, input);
}

// The nonce that the content security policy requires of styles created at run time. Mantine asks for it; the library that locks
// scrolling behind a dialog reads it from this global.
const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";
Object.assign(globalThis, { __webpack_nonce__: nonce });

const element = document.getElementById("root");
if (element === null) throw new Error("Cannot show the pages: expected an element `#root` in index.html");
const pages = (
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>
);
const root = createRoot(element);
// Nothing is rendered in another font first: rows would jump, and what a canvas measured would be wrong. The font is preloaded; a server
// that does not send it must not keep the pages away.
const patience = new Promise((resolve) => {
  setTimeout(resolve, 500);
});
void Promise.race([document.fonts.load("13px 'Inter Variable'"), patience])
  .catch(() => undefined)
  .then(() => root.render(pages));
