// Which images there are: one per version and one for all of them, without and with the official instrumentations, and the console's.
import { agentImage, supportedVersions } from "./agent-image.ts";
import { consoleImage } from "./console-image.ts";
import type { Build } from "./context.ts";
import type { Image } from "./oci/image.ts";
import type { Platform } from "./oci/platform.ts";
import type { Settings } from "./settings.ts";

/** An image that is to be built. */
export interface Planned {
  readonly tag: string;
  /** Tags without which it is not built. */
  readonly needs: readonly string[];
  make(platform: Platform, build: Build): Promise<Image>;
}

/** The images that `settings` ask for, in the order in which they are built. */
export function planImages({ versions, variants, tagPrefix }: Settings): Planned[] {
  const planned: Planned[] = [];
  for (const variant of variants) {
    if (variant === "console") {
      planned.push({ tag: `${tagPrefix}console`, needs: [], make: consoleImage });
      continue;
    }
    const withOfficial = variant === "full";
    const end = withOfficial ? "-full" : "";
    const single = versions.map((version) => ({
      tag: `${tagPrefix}node${version}${end}`,
      needs: [],
      make: (platform: Platform, build: Build) =>
        agentImage({ versions: [version], platform, withOfficial }, build),
    }));
    planned.push(...single);
    // an image of some versions must not take the place of the one that serves all
    const serves = supportedVersions.every((version) => versions.includes(version));
    if (versions.length < 2 && !serves) continue;
    planned.push({
      tag: `${tagPrefix}${serves ? "all" : versions.map((version) => `node${version}`).join("-")}${end}`,
      needs: single.map(({ tag }) => tag),
      make: (platform, build) => agentImage({ versions, platform, withOfficial }, build),
    });
  }
  return planned;
}
