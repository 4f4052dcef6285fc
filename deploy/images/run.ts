// Builds the planned images, writes them, and pushes them. What fails is listed; everything else is still done.
import type { Build } from "./context.ts";
import { openBuild } from "./context.ts";
import { writeDockerArchive } from "./oci/docker-archive.ts";
import type { Image } from "./oci/image.ts";
import { writeLayout } from "./oci/layout.ts";
import { writeRootFileSystems } from "./oci/rootfs.ts";
import { type Tagged, tagged } from "./oci/tagged.ts";
import { planImages, type Planned } from "./plan.ts";
import { openRepository } from "./registry/client.ts";
import { pushImage } from "./registry/push.ts";
import type { Settings } from "./settings.ts";

/** What could not be done, and why. */
interface Failure {
  readonly what: string;
  readonly reason: string;
}

export interface Result {
  readonly built: readonly Tagged[];
  readonly failures: readonly Failure[];
}

/** Does what `settings` say. `report` gets a line for each thing that takes a while. */
export async function runBuild(settings: Settings, report: (line: string) => void): Promise<Result> {
  const { cache, isOffline, retries, registry, imageName, platforms } = settings;
  const repository =
    registry === undefined ? undefined : openRepository(registry, imageName, { ...retries, report });
  const build = openBuild({ cache, isOffline, retries, report }, repository);
  const built: Tagged[] = [];
  const failures: Failure[] = [];
  for (const planned of planImages(settings)) {
    await attempt(planned.tag, failures, async () => {
      built.push(await buildImage(planned, platforms, build, failures));
      report(`built ${planned.tag}`);
    });
  }
  if (built.length > 0) await attempt(settings.output.place, failures, () => writeOutput(settings, built));
  if (repository !== undefined) {
    for (const image of built) {
      await attempt(`push of ${image.tag}`, failures, async () => {
        await pushImage(repository, image);
        report(`pushed ${repository.name}:${image.tag}`);
      });
    }
  }
  return { built, failures };
}

async function buildImage(
  { tag, needs, make }: Planned,
  platforms: Settings["platforms"],
  build: Build,
  failures: readonly Failure[],
): Promise<Tagged> {
  const failed = needs.filter((need) => failures.some(({ what }) => what === need));
  if (failed.length > 0) throw new Error(`Not built, because ${failed.join(", ")} failed.`);
  const images: Image[] = [];
  for (const platform of platforms) images.push(await make(platform, build));
  return tagged(tag, images);
}

async function writeOutput({ output, imageName }: Settings, built: readonly Tagged[]): Promise<void> {
  const { kind, place } = output;
  if (kind === "oci") writeLayout(place, built);
  else if (kind === "docker-archive") await writeDockerArchive(place, imageName, built);
  else await writeRootFileSystems(place, built);
}

async function attempt(what: string, failures: Failure[], work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    failures.push({ what, reason: error instanceof Error ? error.message.trim() : String(error) });
  }
}
