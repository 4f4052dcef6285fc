// Sequelize 6: what models were asked for, around the queries that the drivers' integrations see.
import { readField, readTextField } from "../calls/read-field.ts";
import type { LibraryIntegration } from "./library-integration.ts";
import { instrumentModels, type Mapper, mapperEmits } from "./orm/model-call.ts";
import { prototypeOf } from "./patching/class.ts";
import { exportsOf, instrumenting } from "./patching/method.ts";

/** The part of Sequelize that is used. */
export interface SequelizeLibrary {
  readonly Model: abstract new (...args: never[]) => object;
}

const ofModels =
  "findAll findByPk findOne aggregate count findAndCountAll max min sum create findOrCreate findCreateFind upsert bulkCreate truncate destroy restore update increment decrement sync".split(
    " ",
  );
const ofInstances = "save reload update destroy restore increment decrement".split(" ");

/**
 * Has the operations of all models of Sequelize traced: `findAll Person`, with the driver's queries inside. Returns the same library.
 * Instrument the driver too.
 *
 * @example
 * ```ts
 * import * as library from "sequelize";
 * import { instrumentSequelize } from "telltale/sequelize";
 *
 * instrumentSequelize(library) === library; // => true
 * ```
 */
export function instrumentSequelize<L extends SequelizeLibrary>(library: L): L {
  return sequelize.instrument(library) as L;
}

/** Sequelize for `telltale/register`. */
export const sequelize: LibraryIntegration = {
  name: "sequelize",
  modules: ["sequelize"],
  versions: [[5, 7]],
  instrument: (library) =>
    instrumenting(library, () => {
      for (const face of exportsOf(library)) {
        const Model = readField(face, "Model");
        if (typeof readField(Model, "findAll") !== "function") continue;
        instrumentModels(
          Model,
          ofModels,
          mapper((owner) => owner),
        );
        instrumentModels(
          prototypeOf(Model),
          ofInstances,
          mapper((owner) => readField(owner, "constructor")),
        );
      }
    }),
  emits: mapperEmits,
};

function mapper(classOf: (owner: unknown) => unknown): Mapper {
  return { name: "sequelize", model: (owner) => readTextField(classOf(owner), ["name"]) };
}
