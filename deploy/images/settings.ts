// What the command line decides, checked.
import type { Platform } from "./oci/platform.ts";
import type { RegistryAddress } from "./registry/address.ts";

/** Which images of each version there are, and the console's. */
export const variants = ["ours", "full", "console"] as const;
export type Variant = (typeof variants)[number];

/** Where images are written to. */
export type Output =
  | { readonly kind: "oci"; readonly place: string }
  | { readonly kind: "docker-archive"; readonly place: string }
  | { readonly kind: "rootfs"; readonly place: string };

/** How network errors are retried. */
export interface Retries {
  readonly retries: number;
  readonly delayMs: number;
}

export interface Settings {
  /** Major versions of Node.js, as they were given. */
  readonly versions: readonly string[];
  readonly variants: readonly Variant[];
  readonly imageName: string;
  readonly tagPrefix: string;
  readonly isOffline: boolean;
  readonly registry?: RegistryAddress;
  readonly retries: Retries;
  readonly platforms: readonly Platform[];
  readonly output: Output;
  /** Folder of what was fetched and built before. */
  readonly cache: string;
}
