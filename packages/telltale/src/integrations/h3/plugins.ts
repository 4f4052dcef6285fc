// The libraries whose builds have h3 inside, and the plugins that tell what happens there.
import type { LibraryPlugin } from "../library-integration.ts";

const onServer = { call: "instrumentNitro", file: "server/plugins/telltale.ts" };

/** Of Nitro, which answers requests, and of Nuxt, whose server is one and which renders pages. */
export const plugins: readonly LibraryPlugin[] = [
  { library: "nitropack", versions: [[2, 3]], ...onServer },
  { library: "nitro", versions: [[3, 4]], call: "instrumentNitro", file: "plugins/telltale.ts" },
  { library: "nuxt", versions: [[3, 5]], ...onServer },
  { library: "nuxt", versions: [[3, 4]], call: "instrumentNuxt", file: "plugins/telltale.server.ts" },
  { library: "nuxt", versions: [[4, 5]], call: "instrumentNuxt", file: "app/plugins/telltale.server.ts" },
];
