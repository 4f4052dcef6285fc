// Programs of Debian's packages that tests ask. If they are missing and the user may install packages, Debian's are installed: these need
// libraries or files outside their folder, others are only unpacked (debian-package.ts).
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Paths of programs by the name of their package. */
type Programs = Readonly<Record<string, string>>;

/** Judge images. */
export const imagePrograms: Programs = { umoci: "/usr/bin/umoci", skopeo: "/usr/bin/skopeo" };

/** Judges units. */
export const unitPrograms: Programs = { systemd: "/usr/bin/systemd-analyze" };

const missing = (programs: Programs): string[] =>
  Object.entries(programs).flatMap(([name, file]) => (existsSync(file) ? [] : [name]));

/** The names of packages that are missing, after an attempt to install them. */
export function missingPrograms(programs: Programs): string[] {
  const wanted = missing(programs);
  if (wanted.length > 0 && existsSync("/usr/bin/apt-get") && process.getuid?.() === 0) {
    console.log(`Installing Debian's packages ${wanted.join(", ")} for the tests …`);
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    for (const args of [
      ["update", "-qq"],
      ["install", "-y", "-qq", "--no-install-recommends", ...wanted],
    ])
      spawnSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"], env });
  }
  return missing(programs);
}

if (import.meta.main) missingPrograms({ ...unitPrograms, ...imagePrograms });
