// `telltale/propagation`: the formats that context travels in, for channels of your own, and an environment as a carrier.
export { compositePropagator, type PropagatorName } from "./propagator.ts";
export { environmentGetter, environmentSetter } from "./environment-carrier.ts";
