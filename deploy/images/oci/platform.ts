// Platforms of images, by the names of OCI, npm and Debian.

export interface Platform {
  /** As it is given: `linux/amd64`. */
  readonly name: string;
  readonly os: "linux";
  readonly architecture: "amd64" | "arm64";
  /** What npm calls the processor. */
  readonly cpu: "x64" | "arm64";
}

/** The platforms that can be built. */
export const platforms: readonly Platform[] = [
  { name: "linux/amd64", os: "linux", architecture: "amd64", cpu: "x64" },
  { name: "linux/arm64", os: "linux", architecture: "arm64", cpu: "arm64" },
];

/** The platform of this machine's processor. */
export function ownPlatform(): string {
  return process.arch === "arm64" ? "linux/arm64" : "linux/amd64";
}
