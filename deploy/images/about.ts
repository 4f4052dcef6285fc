// What an image says about itself, as annotations of its manifest and as labels, which `docker inspect` shows.
import { spawnSync } from "node:child_process";

import { type Home, home, isPlaceholder } from "../../tools/home.ts";
import { root } from "../../tools/source-files.ts";
import type { BaseImage } from "./base.ts";

interface About {
  readonly title: string;
  readonly version: string;
  readonly base: BaseImage;
}

/** By the names of https://github.com/opencontainers/image-spec/blob/main/annotations.md. */
export function aboutImage(
  { title, version, base }: About,
  address: Home = home,
): Readonly<Record<string, string>> {
  const commit = revision();
  return {
    ...base.annotations,
    "org.opencontainers.image.title": title,
    "org.opencontainers.image.version": version,
    "org.opencontainers.image.licenses": "Apache-2.0",
    ...(!isPlaceholder(address.repository) && {
      "org.opencontainers.image.source": address.repository,
      "org.opencontainers.image.documentation": address.documentation,
    }),
    ...(commit !== undefined && { "org.opencontainers.image.revision": commit }),
  };
}

/** The commit that is built; undefined where it is not known: with changes that are not committed, and in an unpacked archive. */
function revision(): string | undefined {
  const isClean = git("status", "--porcelain", "--untracked-files=no") === "";
  return isClean && git("rev-parse", "--show-prefix") === "" ? git("rev-parse", "HEAD") : undefined;
}

function git(...args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync("git", args, { cwd: root, encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}
