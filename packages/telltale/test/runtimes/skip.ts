// Why a test was not run.

/** Thrown inside a test that cannot run here. */
export class Skip extends Error {}
