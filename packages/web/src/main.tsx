// Puts the pages on the screen: theme, queries, live stream, router.
import "./ui/styles.ts";

import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { router } from "./app.tsx";
import { startLive } from "./state/live.ts";
import { createQueryClient } from "./state/query-client.ts";
import { cssVariablesResolver, theme } from "./ui/theme.ts";

startLive();

// What styles must carry that are made as the page runs: the policy of the page lets in no others. Mantine asks for it, and what locks
// scrolling behind a dialog looks for it under this name.
const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";
Object.assign(globalThis, { __webpack_nonce__: nonce });

const place = document.getElementById("root");
if (place === null) throw new Error("Cannot show the pages: expected an element `#root` in index.html");
createRoot(place).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={createQueryClient()}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
