// Routes with figures that no oracle checks yet: none, and it stays so (tools/check-oracles.ts).
export const withoutOracle: readonly string[] = [];
